package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.web.Answer;

/// Answers on a way that begins in a window that another site has opened, and ends there.
///
/// The set-up wizard opens a window, and the page that the window ends at tells the wizard what it
/// got. Every answer in between that cuts the window off from its opener would end that.
final class Openers {
    private Openers() {}

    /// The same answer; the window keeps its opener. It still can't be framed or read.
    static Answer kept(Answer answer) {
        return answer.with("Cross-Origin-Opener-Policy", "unsafe-none");
    }
}
