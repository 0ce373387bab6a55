// Shows what needs passkeys only where the browser has them, and says so when one fails.
(function () {
  "use strict";
  if (window.PublicKeyCredential) {
    document.querySelectorAll("#passkey_login[hidden]").forEach(function (button) {
      button.hidden = false;
    });
  }
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-failed]").forEach(function (notice) {
      notice.hidden = false;
    });
  });
})();
