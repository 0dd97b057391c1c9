// The phone's position, for those who allow it; the page works without.
"use strict";
const button = document.getElementById("here");
if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.getElementById("lon").value = coords.longitude.toFixed(5);
        document.getElementById("lat").value = coords.latitude.toFixed(5);
        button.form.requestSubmit();
      },
      () => { button.disabled = false; },
      { timeout: 10000 },
    );
  });
}
