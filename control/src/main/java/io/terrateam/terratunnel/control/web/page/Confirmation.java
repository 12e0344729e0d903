package io.terrateam.terratunnel.control.web.page;

import java.util.List;

/// A question before something that can't be undone.
///
/// @param question what is asked, such as `Delete the tunnel brave-otter?`
/// @param warning what will happen, one sentence
/// @param consequences what else will, line by line
/// @param action where the answer is sent to
/// @param button what the button says that does it
/// @param back where one goes who does not want it
public record Confirmation(
        String question,
        String warning,
        List<String> consequences,
        String action,
        String button,
        String back) {
    /// Copies the list.
    public Confirmation {
        consequences = List.copyOf(consequences);
    }
}
