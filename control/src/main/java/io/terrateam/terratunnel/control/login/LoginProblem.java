package io.terrateam.terratunnel.control.login;

/// Why somebody is not signed in; a closed set. The code is for support, the rest for people.
public enum LoginProblem {
    /// The provider says that the user did not agree.
    DENIED(
            "denied",
            403,
            "You did not sign in",
            "The sign-in was cancelled at the provider. Nothing was changed."),
    /// The provider came back with something that is no answer.
    INCOMPLETE(
            "incomplete",
            400,
            "The answer was incomplete",
            "The provider's answer lacks something. Please sign in again."),
    /// A state that is not known: too old, used before, or made up.
    STATE_UNKNOWN(
            "state-unknown",
            400,
            "This sign-in is over",
            "It took longer than ten minutes, or it was used already. Please sign in again."),
    /// A state that another browser began.
    OTHER_BROWSER(
            "other-browser",
            400,
            "This sign-in was begun in another browser",
            "If you followed a link that somebody sent you, don't. Otherwise sign in again, in one tab,"
                    + " with cookies allowed."),
    /// A state that was begun at another provider, or an issuer that is another one.
    OTHER_PROVIDER(
            "other-provider",
            400,
            "The answer came from another provider",
            "You may have been led to somebody who pretends. Please sign in again."),
    /// The provider did not accept the code.
    NOT_ACCEPTED(
            "not-accepted",
            400,
            "The provider did not accept the sign-in",
            "Please sign in again. If it stays like this, tell whoever runs this server: the"
                    + " application's secret may be wrong."),
    /// The provider did not answer, or not sensibly.
    PROVIDER_DOWN(
            "provider-down", 502, "The provider does not answer", "Please try again in a minute."),
    /// The account was disabled by an admin.
    DISABLED(
            "account-disabled",
            403,
            "Your account is disabled",
            "An administrator of this server has disabled it. Please ask them.");

    private final String code;
    private final int status;
    private final String title;
    private final String advice;

    LoginProblem(String code, int status, String title, String advice) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.advice = advice;
    }

    /// A word to tell it by.
    public String code() {
        return code;
    }

    /// The status to answer with.
    public int status() {
        return status;
    }

    /// What happened, in a few words.
    public String title() {
        return title;
    }

    /// What to do about it.
    public String advice() {
        return advice;
    }
}
