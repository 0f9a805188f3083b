import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the command to the first ready answer, packaged, on a database that is already there. */
final class StartBench {
    private StartBench() {}

    static void run(Bench bench) throws Exception {
        if (Machine.createDatabase("bench_start")) {
            Machine.deskloom("bench_start", 18090).close();
        }
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < (bench.quick ? 5 : 11); i++) {
            try (Machine.Server server = Machine.deskloom("bench_start", 18090)) {
                seconds.add(server.secondsToReady());
            }
        }
        bench.result("start.seconds", Bench.median(seconds), "s", "<= 3",
                Map.of("best", seconds.stream().min(Double::compare).orElseThrow(), "worst", seconds.stream().max(Double::compare).orElseThrow()));
    }
}
