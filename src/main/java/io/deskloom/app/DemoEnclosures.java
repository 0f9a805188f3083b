package io.deskloom.app;

import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.Attachments;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is sent along with the demo's first returns: the customers' photos and receipts, the agents' files in comments. */
final class DemoEnclosures {
    /** So many returns have photos, at most. */
    private static final int MOST = 12;

    private static final Set<String> SHOWN = Set.of("damaged", "quality", "wrong_item");

    private final Attachments attachments;
    private final List<byte[]> photos;
    private final int most;
    private int enclosed;

    /** @param tickets how many the demo has; a small one has few photos */
    DemoEnclosures(Attachments attachments, int tickets) {
        this.attachments = attachments;
        this.photos = IntStream.range(0, 3).mapToObj(DemoPictures::photo).toList();
        this.most = Math.min(MOST, 1 + tickets / 7);
    }

    /** The story with what the customer sent along, if it is one of those that show something; uploaded as {@code owner}. */
    DemoStory with(DemoStory story, Actor owner) {
        if (!shows(story)) {
            return story;
        }
        int n = enclosed++;
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(story.fields());
        List<String> ids = new ArrayList<>(List.of(photo(owner, "IMG_" + (2041 + n) + ".jpg", n)));
        if (n % 2 == 0) {
            ids.add(photo(owner, "IMG_" + (2141 + n) + ".jpg", n + 1));
        }
        fields.put("photos", ids);
        if (n % 3 == 0) {
            String order = String.valueOf(fields.get("order_no"));
            fields.put("documents", List.of(pdf(owner, "receipt.pdf", "Northlight Store, order " + order)));
        }
        return story.with(fields);
    }

    /** The same of a story whose ticket has been opened before, with everything that was sent along. */
    DemoStory opened(DemoStory story) {
        if (!shows(story)) {
            return story;
        }
        enclosed++;
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(story.fields());
        fields.put("photos", List.of());
        return story.with(fields);
    }

    private boolean shows(DemoStory story) {
        return enclosed < most
                && story.type().equals("return_refund")
                && story.fields().get("reason") instanceof String reason
                && SHOWN.contains(reason);
    }

    /** What goes with something said in a story that has photos: packing advice for the customer, a photo for colleagues. */
    List<UUID> beside(DemoStory story, boolean internal, Actor speaker) {
        if (!story.fields().containsKey("photos")) {
            return List.of();
        }
        return List.of(UUID.fromString(
                internal
                        ? photo(speaker, "parcel.jpg", 1)
                        : pdf(speaker, "how-to-pack.pdf", "How to pack a kettle for its return")));
    }

    private String photo(Actor owner, String name, int which) {
        return upload(owner, name, photos.get(which % photos.size()));
    }

    private String pdf(Actor owner, String name, String text) {
        return upload(owner, name, DemoPictures.receipt(text));
    }

    // One after the other: an account may only send so many files at once.
    private synchronized String upload(Actor owner, String name, byte[] content) {
        try {
            return switch (attachments.upload(owner, name, content.length, new ByteArrayInputStream(content))) {
                case Result.Ok<Attachment>(Attachment file) -> file.id().toString();
                case Result.Refused<Attachment>(var rejection) ->
                    throw new StartFailure("The demo workspace cannot be made: " + rejection);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
