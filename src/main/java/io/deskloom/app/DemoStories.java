package io.deskloom.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What happened in the demo's last ninety days: the same for the same seed, in Chinese and English. */
final class DemoStories {
    private static final int DAYS = 90;

    /** A demo of so many tickets has room for everything there is. */
    private static final int MANY = 100;

    /** Which of twenty in a row are enquiries. */
    private static final List<Integer> ENQUIRIES = List.of(1, 6, 9, 12, 15, 18);

    private DemoStories() {}

    /** {@code count} stories that end at {@code now}, oldest first. */
    static List<DemoStory> before(Instant now, int count, long seed) {
        Random random = new Random(seed);
        DemoReturns returns = new DemoReturns(random);
        DemoCases cases = new DemoCases(random, now);
        List<DemoStory> stories = new ArrayList<>();
        long step = Duration.ofDays(DAYS).toSeconds() / Math.max(1, count);
        for (int i = 0; i < count; i++) {
            long back = Duration.ofDays(DAYS).toSeconds() - i * step - random.nextLong(step);
            Instant at = now.minusSeconds(back);
            // What is older than some weeks is mostly through; what came in lately is in every step.
            boolean old = i * 10L < count * 7L;
            // Twenty in a row hold every type, so that a small demo has them all as well.
            DemoStory story = switch (i % 20) {
                case 0, 3, 5, 8, 11, 14, 17, 19 -> returns.story(at, i, old);
                case 1, 6, 9, 12, 15, 18 -> cases.enquiry(at, old);
                case 2, 13 -> cases.exchange(at, i, old);
                case 4 -> cases.delivery(at, i, old);
                case 7 -> cases.complaint(at, old);
                case 10 -> cases.repair(at, i, old);
                default -> cases.visit(at, old);
            };
            int request = request(i, count);
            stories.add(request < 0 ? story : DemoRequests.story(request, at, story.chinese()));
        }
        return stories;
    }

    /** Of the enquiries that came in last in a large demo some are requests with an SOP of their own: which one; below 0 for none. */
    private static int request(int index, int count) {
        int place = ENQUIRIES.indexOf(index % 20);
        int request = (count - 1 - index) / 20 * ENQUIRIES.size() + place;
        return count >= MANY && place >= 0 && request < DemoRequests.COUNT ? request : -1;
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
