import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one test class, or one method of it, without Maven. Exits with 0 when it passed, 1 when it failed, 2 when there is none. */
public final class RunOne {
    public static void main(String[] args) {
        // The class is only named, never loaded here: Quarkus loads its tests itself.
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
        PostDiscoveryFilter wanted = test -> FilterResult.includedIf(args.length == 1
                || !(test.getSource().orElse(null) instanceof MethodSource method)
                || method.getMethodName().equals(args[1]));
        SummaryGeneratingListener found = new SummaryGeneratingListener();
        LauncherFactory.create().execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(args[0]))
                        .filters(wanted)
                        .build(),
                found);
        var summary = found.getSummary();
        summary.getFailures().forEach(f -> System.out.println("FAILED " + f.getTestIdentifier().getDisplayName() + ": " + f.getException()));
        System.exit(summary.getTotalFailureCount() > 0 ? 1 : summary.getTestsFoundCount() == 0 ? 2 : 0);
    }
}
