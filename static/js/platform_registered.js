// Tells the learning platform that its registration is done, so that it closes this frame or window.
(window.opener ?? window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
