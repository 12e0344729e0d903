package io.terrateam.terratunnel.control.web.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.SignedIn;
import java.util.Map;
import java.util.Optional;

/// Draws pages with the templates that the build has compiled.
///
/// Thread: any.
public final class Templates {
    private final TemplateEngine engine;
    private final Assets assets;

    /// @param assets what the pages refer to
    public Templates(Assets assets) {
        this.engine =
                TemplateEngine.createPrecompiled(
                        null,
                        ContentType.Html,
                        Templates.class.getClassLoader(),
                        "gg.jte.generated.precompiled");
        this.assets = assets;
    }

    /// A whole page.
    ///
    /// @param template its file, such as `login.jte`
    /// @param frame title, place in the navigation and viewer
    /// @param model what it shows, the template's parameter `model`
    public Answer page(String template, Frame frame, Object model) {
        return Answer.html(200, draw(template, Map.of("frame", frame, "model", model)));
    }

    /// A frame for a page of somebody.
    public Frame frame(String title, Frame.Section section, Optional<SignedIn> viewer) {
        return new Frame(title, section, assets, viewer);
    }

    /// A part of a page.
    public byte[] draw(String template, Map<String, Object> parameters) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template, parameters, output);
        return output.toByteArray();
    }
}
