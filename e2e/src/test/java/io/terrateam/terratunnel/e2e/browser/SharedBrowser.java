package io.terrateam.terratunnel.e2e.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the one Chromium that all classes of a run share; started at first use.
///
/// Where the machine has no Chromium or no Node.js, which Playwright runs in, the class is skipped
/// and says so; in CI it fails.
///
/// Thread: Playwright's calls all come from the thread that tests run in.
public final class SharedBrowser implements ParameterResolver, BeforeAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedBrowser.class);
    private static final List<String> CHROMIUMS = List.of("chromium", "chromium-browser");
    private static final List<String> NODES = List.of("node", "nodejs");

    private static final List<String> QUIETLY =
            List.of(
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");

    private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
        static Running start() {
            Map<String, String> environment = new HashMap<>(System.getenv());
            environment.put("PLAYWRIGHT_NODEJS_PATH", installed(NODES).orElseThrow().toString());
            environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
            Playwright playwright =
                    Playwright.create(new Playwright.CreateOptions().setEnv(environment));
            Browser browser =
                    playwright
                            .chromium()
                            .launch(
                                    new BrowserType.LaunchOptions()
                                            .setExecutablePath(installed(CHROMIUMS).orElseThrow())
                                            .setChromiumSandbox(false)
                                            .setArgs(QUIETLY));
            return new Running(playwright, browser);
        }

        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }

    private static Optional<Path> installed(List<String> programs) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> programs.stream().map(program -> Path.of(folder, program)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        boolean isThere = installed(CHROMIUMS).isPresent() && installed(NODES).isPresent();
        String advice =
                "no chromium or no node in PATH: apt-get install chromium nodejs, as .ci/run does";
        if (!isThere && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(advice);
        }
        Assumptions.assumeTrue(isThere, advice);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
                .browser();
    }
}
