#!/usr/bin/env bash
# Called by ./deskloom bench, from the project's root with JAVA_HOME set and MVN found: builds both applications, then measures.
set -euo pipefail
hand=src/benchmark/handwritten
if [ ! -f $hand/target/quarkus-app/quarkus-run.jar ] || [ -n "$(find $hand/pom.xml $hand/src -newer $hand/target/quarkus-app/quarkus-run.jar -print -quit)" ]; then
  echo "Building the hand-written application ..." >&2
  "$MVN" -B -q -f $hand/pom.xml package
fi
# The browser's driver is a library of the tests.
libraries=target/bench.classpath
if [ ! -f $libraries ] || [ pom.xml -nt $libraries ]; then
  "$MVN" -B -q dependency:build-classpath -Dmdep.outputFile=$libraries >&2
fi
exec "$JAVA_HOME/bin/java" -Xmx512m --enable-native-access=ALL-UNNAMED -cp "target/quarkus-app/app/*:target/quarkus-app/lib/main/*:target/quarkus-app/lib/boot/*:$(tr ':' '\n' <$libraries | grep -E '/(playwright|driver|driver-bundle|gson)-' | paste -sd :)" src/benchmark/java/Bench.java "$@"
