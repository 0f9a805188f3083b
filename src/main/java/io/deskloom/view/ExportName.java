package io.deskloom.view;

import io.deskloom.access.ListRequest;
import io.deskloom.attachment.FileName;
import io.deskloom.kernel.Label;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.model.ViewDef;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the file of a list is called: what it is a list of, what was chosen of it, and the day. */
final class ExportName {
    private static final Label FILTERED = Label.of("filtered", "已筛选");

    /** So many code points of what people called something: the day is to be seen. */
    private static final int LONGEST_PART = 40;

    private ExportName() {}

    /** @return fit for every file system, without an ending */
    static String of(TicketTypeDef type, @Nullable ViewDef view, ListRequest request, String language, LocalDate day) {
        List<String> parts = new ArrayList<>();
        parts.add(type.plural().in(language));
        if (view != null) {
            parts.add(view.label().in(language));
        }
        if (request.text() != null) {
            parts.add(request.text());
        }
        if (request.filter() != null || !request.equal().isEmpty()) {
            parts.add(FILTERED.in(language));
        }
        parts.add(day.toString());
        return parts.stream().map(ExportName::part).distinct().collect(Collectors.joining(" - "));
    }

    private static String part(String text) {
        // What stands before a slash is part of a name here and not a folder.
        String clean = FileName.clean(text.replaceAll("[/\\\\]", " "));
        int length = clean.codePointCount(0, clean.length());
        return length <= LONGEST_PART
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, LONGEST_PART - 1))
                                .strip() + "…";
    }
}
