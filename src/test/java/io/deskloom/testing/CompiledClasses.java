package io.deskloom.testing;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The compiled classes for tests of the structure: read once a run, because reading them takes seconds. */
public final class CompiledClasses {
    private CompiledClasses() {}

    /** What we ship. */
    public static JavaClasses main() {
        return Main.CLASSES;
    }

    /** The tests and their helpers. */
    public static JavaClasses tests() {
        return Tests.CLASSES;
    }

    private static final class Main {
        static final JavaClasses CLASSES = read(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS);
    }

    private static final class Tests {
        static final JavaClasses CLASSES = read(ImportOption.Predefined.ONLY_INCLUDE_TESTS);
    }

    private static JavaClasses read(ImportOption which) {
        return new ClassFileImporter().withImportOption(which).importPackages("io.deskloom");
    }
}
