package io.deskloom.metadata;

import io.deskloom.model.RuleText;
import io.deskloom.model.ScriptText;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the files read last came to: whoever checks files applies them next, and many workspaces begin with the same ones.
 * Reading is pure, so the same files come to the same. Given up when memory is short. Thread-safe.
 */
final class ReadBefore {
    private static final int KEPT = 8;

    private final Deque<SoftReference<Read>> last = new ArrayDeque<>();

    /** What of other files may be in these, too. */
    private final KnownFiles parsed = new KnownFiles();

    private record Read(List<SourceFile> files, ReadOutcome outcome) {}

    ReadOutcome read(List<SourceFile> files, RuleText ruleText, ScriptText scriptText) {
        List<SourceFile> copy = List.copyOf(files);
        ReadOutcome known = known(copy);
        if (known != null) {
            return known;
        }
        ReadOutcome outcome = MetadataReader.read(copy, ruleText, parsed).checked(scriptText);
        keep(new Read(copy, outcome));
        return outcome;
    }

    private synchronized @Nullable ReadOutcome known(List<SourceFile> files) {
        for (Iterator<SoftReference<Read>> each = last.iterator(); each.hasNext(); ) {
            SoftReference<Read> held = each.next();
            Read read = held.get();
            if (read == null) {
                each.remove();
            } else if (read.files.equals(files)) {
                each.remove();
                last.addFirst(held);
                return read.outcome;
            }
        }
        return null;
    }

    private synchronized void keep(Read read) {
        last.addFirst(new SoftReference<>(read));
        if (last.size() > KEPT) {
            last.removeLast();
        }
    }
}
