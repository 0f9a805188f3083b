package io.deskloom.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class FileNameTest {
    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd",
        "C:\\Users\\jun\\photo.jpg, photo.jpg",
        "退货 照片.jpg, 退货 照片.jpg",
        "a<b>c:d.txt, a_b_c_d.txt",
        ".htaccess, htaccess",
        "run.exe., run.exe",
        "'   ', file",
        "'', file",
        "/, file",
        "..., file",
    })
    void namesArePlain(String given, String kept) {
        assertThat(FileName.clean(given)).isEqualTo(kept);
    }

    @Test
    void nothingInvisibleStays() {
        assertThat(FileName.clean("cod\u202Egpj.exe")).isEqualTo("codgpj.exe");
        assertThat(FileName.clean("a\u0000b\r\nc\u200B\u2066d.txt")).isEqualTo("abcd.txt");
    }

    @Test
    void aLongNameKeepsItsEnding() {
        String name = FileName.clean("很".repeat(300) + ".jpeg");
        assertThat(name.codePointCount(0, name.length())).isEqualTo(FileName.LONGEST);
        assertThat(name).endsWith("….jpeg");
        assertThat(FileName.clean("😀".repeat(300))).doesNotContain("\uFFFD");
    }
}
