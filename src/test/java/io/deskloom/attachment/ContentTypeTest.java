package io.deskloom.attachment;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.testing.TestImages;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ContentTypeTest {
    @Test
    void theContentDecides() throws IOException {
        assertThat(ContentType.of(TestImages.png(4, 4, Color.RED))).isEqualTo("image/png");
        assertThat(ContentType.of(TestImages.jpeg(4, 4, Color.RED))).isEqualTo("image/jpeg");
        assertThat(ContentType.of(text("%PDF-1.7\n%âãÏÓ\n"))).isEqualTo("application/pdf");
        assertThat(ContentType.of(text("order,amount\n1,2\n"))).isEqualTo("text/plain");
        assertThat(ContentType.of(text("<!DOCTYPE html><html><script>alert(1)</script>")))
                .isEqualTo("text/html");
        assertThat(ContentType.of(text("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>")))
                .isIn("image/svg+xml", "application/xml");
        assertThat(ContentType.of(new byte[] {1, 2, 3, 0, 5})).isEqualTo("application/octet-stream");
        assertThat(ContentType.of(zip("a.txt"))).isEqualTo("application/zip");
        assertThat(ContentType.of(zip("[Content_Types].xml", "xl/workbook.xml")))
                .endsWith("spreadsheetml.sheet");
        assertThat(ContentType.of(zip("[Content_Types].xml", "word/document.xml")))
                .endsWith("wordprocessingml.document");
    }

    @Test
    void whatABrowserMightInterpretGoesOutAsBytes() {
        assertThat(ContentType.served("text/html")).isEqualTo(ContentType.BYTES);
        assertThat(ContentType.served("image/svg+xml")).isEqualTo(ContentType.BYTES);
        assertThat(ContentType.served("application/xml")).isEqualTo(ContentType.BYTES);
        assertThat(ContentType.served("image/png")).isEqualTo("image/png");
    }

    @Test
    void patternsNameTypesAndFamilies() {
        assertThat(ContentType.matches("image/*", "image/png")).isTrue();
        assertThat(ContentType.matches("image/*", "imagex/png")).isFalse();
        assertThat(ContentType.matches("application/pdf", "application/pdf")).isTrue();
        assertThat(ContentType.matches("application/pdf", "application/zip")).isFalse();
        assertThat(ContentType.matches("*/*", "application/zip")).isTrue();
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(text("<x/>"));
            }
        }
        return out.toByteArray();
    }
}
