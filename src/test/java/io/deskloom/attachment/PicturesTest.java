package io.deskloom.attachment;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.testing.TestImages;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class PicturesTest {
    private final Pictures pictures = new Pictures(Limits.DEFAULT.pixels());

    private Optional<Pictures.Both> of(String type, byte[] content) throws IOException {
        return pictures.of(type, () -> new ByteArrayInputStream(content));
    }

    private static BufferedImage read(Pictures.Picture picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    }

    @Test
    void bothSizesFitAndKeepTheShape() throws IOException {
        Pictures.Both both =
                of("image/png", TestImages.png(4000, 2000, Color.RED)).orElseThrow();
        assertThat(read(both.small()).getWidth()).isEqualTo(320);
        assertThat(read(both.small()).getHeight()).isEqualTo(160);
        assertThat(read(both.large()).getWidth()).isLessThanOrEqualTo(1600);
        assertThat(both.width()).isEqualTo(4000);
    }

    @Test
    void aSmallImageIsNotBlownUp() throws IOException {
        assertThat(read(of("image/jpeg", TestImages.jpeg(20, 10, Color.RED))
                                .orElseThrow()
                                .large())
                        .getWidth())
                .isEqualTo(20);
    }

    @Test
    void aPhotoStandsUpright() throws IOException {
        byte[] lying = TestImages.turned(TestImages.jpeg(400, 200, Color.WHITE), 6);
        Pictures.Both both = of("image/jpeg", lying).orElseThrow();
        assertThat(both.width()).isEqualTo(200);
        BufferedImage small = read(both.small());
        assertThat(small.getHeight()).isGreaterThan(small.getWidth());
        // The black corner of the picture was top left, and is top right when turned by a quarter.
        assertThat(new Color(small.getRGB(small.getWidth() - 10, 10)).getRed()).isLessThan(60);
        assertThat(new Color(small.getRGB(10, 10)).getRed()).isGreaterThan(200);
    }

    @Test
    void nothingOfThePolyglotIsLeft() throws IOException {
        byte[] png = TestImages.png(40, 40, Color.RED);
        byte[] polyglot = Arrays.copyOf(png, png.length + 40);
        System.arraycopy(text("<script>alert(document.cookie)</script>"), 0, polyglot, png.length, 39);
        Pictures.Both both = of("image/png", polyglot).orElseThrow();
        assertThat(new String(both.small().bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("script");
    }

    @Test
    void anImageThatWouldNotFitIntoMemoryIsNotDecoded() throws IOException {
        byte[] bomb = TestImages.bomb(20_000);
        assertThat(bomb.length).isLessThan(200_000);
        assertThat(of("image/png", bomb)).isEmpty();
    }

    @Test
    void whatOnlyCallsItselfAnImageHasNoPicture() throws IOException {
        assertThat(of("image/png", text("<html>"))).isEmpty();
        assertThat(of("text/html", TestImages.png(4, 4, Color.RED))).isEmpty();
        byte[] torn = TestImages.png(400, 400, Color.RED);
        assertThat(of("image/png", Arrays.copyOf(torn, 60))).isEmpty();
    }
}
