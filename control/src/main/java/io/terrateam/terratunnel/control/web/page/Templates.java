package io.terrateam.terratunnel.control.web.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.terrateam.terratunnel.control.web.SignedIn;
import java.util.HashMap;
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
    /// @param template its file, such as `home.jte`
    /// @param title what the browser calls it
    /// @param model what it shows, the template's parameter `model`
    public byte[] page(String template, String title, Optional<SignedIn> viewer, Object model) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("frame", new Frame(title, assets, viewer));
        parameters.put("model", model);
        return draw(template, parameters);
    }

    private byte[] draw(String template, Map<String, Object> parameters) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template, parameters, output);
        return output.toByteArray();
    }
}
