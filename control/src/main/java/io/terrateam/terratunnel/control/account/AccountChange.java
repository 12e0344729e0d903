package io.terrateam.terratunnel.control.account;

/// How it ended that an admin changed an account.
public enum AccountChange {
    /// It was changed.
    DONE,
    /// It was like that already.
    UNCHANGED,
    /// There is no such account.
    NOT_FOUND,
    /// It is the admin's own: whoever shuts themselves out can't get back in.
    OWN_ACCOUNT
}
