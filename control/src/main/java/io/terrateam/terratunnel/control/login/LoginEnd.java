package io.terrateam.terratunnel.control.login;

import io.terrateam.terratunnel.control.account.User;
import java.util.Optional;

/// How signing in ended.
public sealed interface LoginEnd {
    /// Somebody is known now.
    ///
    /// @param isNew whether for the first time
    /// @param next where they wanted to go
    record In(User user, boolean isNew, String next) implements LoginEnd {}

    /// Nobody is.
    ///
    /// @param caller the program that waits for it, if one does
    record Out(LoginProblem problem, Optional<Caller> caller) implements LoginEnd {}
}
