package io.terrateam.terratunnel.control.login;

import java.util.Optional;

/// What somebody signs in for.
///
/// @param next where to go afterwards; made by [ReturnPath]
/// @param caller the program that waits for it, which also wants to hear if nothing comes of it
public record LoginGoal(String next, Optional<Caller> caller) {
    /// To see a page.
    public static LoginGoal page(String wanted) {
        return new LoginGoal(ReturnPath.of(wanted), Optional.empty());
    }
}
