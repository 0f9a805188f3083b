package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codes seen by a camera, in a browser that cannot read them itself; and no camera at all. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class ScanInBrowserTest {
    /** A QR code that says {@link #SAID}. */
    private static final List<String> CODE = """
            #######..####.#######
            #.....#.#...#.#.....#
            #.###.#.#..##.#.###.#
            #.###.#.....#.#.###.#
            #.###.#..#..#.#.###.#
            #.....#..#....#.....#
            #######.#.#.#.#######
            ..........##.........
            .###.##..#.#......##.
            ..###...##..##...#.#.
            .###..##..#......##.#
            ..#..#.#.##..##.##.##
            #..##.#.......#.....#
            ........#.##..#...##.
            #######.....#.#.#.###
            #.....#.#..#..##..#.#
            #.###.#...##..#.##.##
            #.###.#.#....#.#...#.
            #.###.#.####...##.#..
            #.....#.#..##.##.##..
            #######..#####.....#.
            """.lines().toList();

    private static final String SAID = "KT-2026-04417";
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int DOT = 12;

    @TestHTTPResource
    URI server;

    @TempDir
    Path folder;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    @Test
    void aCodeInFrontOfTheCameraEndsUpInTheField() throws IOException {
        try (Browser camera = Browsers.withCamera(video());
                BrowserContext window = camera.newContext(new Browser.NewContextOptions().setLocale("en-US"))) {
            // Some browsers read codes themselves: here it is to be ours that does. What the camera gives is
            // remembered.
            window.addInitScript("""
                    delete globalThis.BarcodeDetector;
                    globalThis.cameras = [];
                    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                    navigator.mediaDevices.getUserMedia = async wanted => {
                      const camera = await ask(wanted);
                      cameras.push(camera);
                      return camera;
                    };""");
            List<String> asked = new CopyOnWriteArrayList<>();
            window.onRequest((Request request) -> asked.add(request.url()));
            try (Desk jun = Desk.of("jun", window, base())) {
                jun.goTo("/new/service_visit");
                assertThat(jun.field("Serial number")).hasValue("");
                assertThat(asked).noneMatch(url -> url.endsWith(".wasm"));
                jun.press("Scan with the camera");
                assertThat(jun.field("Serial number")).hasValue(SAID);
                assertThat(jun.page().getByRole(AriaRole.DIALOG)).hasCount(0);
                // Nothing but our own server was asked, and the camera is off again.
                assertThat(asked).anyMatch(url -> url.endsWith(".wasm")).allMatch(url -> url.startsWith(base() + "/"));
                assertThat(jun.page()
                                .evaluate("cameras.flatMap(each => each.getTracks()).map(track => track.readyState)"))
                        .isEqualTo(List.of("ended"));
            }
        }
    }

    @Test
    void whereThereIsNoCameraTheCodeIsTyped() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            jun.goTo("/new/service_visit").press("Scan with the camera");
            assertThat(jun.alert("The camera is not available.")).isVisible();
            assertThat(Browsers.accessibilityProblems(jun.page())).isEmpty();
            jun.press("Type it instead");
            assertThat(jun.page().getByRole(AriaRole.DIALOG)).hasCount(0);
            jun.type("Serial number", SAID);
            assertThat(jun.field("Serial number")).hasValue(SAID);
        }
    }

    /** The code on grey paper, as a video of two pictures: brightness first, then two planes of colour that say none. */
    private Path video() throws IOException {
        byte[] bright = new byte[WIDTH * HEIGHT];
        Arrays.fill(bright, (byte) 200);
        int left = (WIDTH - CODE.size() * DOT) / 2;
        int top = (HEIGHT - CODE.size() * DOT) / 2;
        for (int y = 0; y < CODE.size() * DOT; y++) {
            for (int x = 0; x < CODE.size() * DOT; x++) {
                boolean dark = CODE.get(y / DOT).charAt(x / DOT) == '#';
                bright[(top + y) * WIDTH + left + x] = (byte) (dark ? 40 : 200);
            }
        }
        byte[] colourless = new byte[WIDTH * HEIGHT / 2];
        Arrays.fill(colourless, (byte) 128);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n"
                .formatted(WIDTH, HEIGHT)
                .getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 2; i++) {
            out.writeBytes("FRAME\n".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(bright);
            out.writeBytes(colourless);
        }
        return Files.write(folder.resolve("camera.y4m"), out.toByteArray());
    }
}
