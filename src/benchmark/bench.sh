#!/usr/bin/env bash
# Called by ./deskloom bench, from the project's root with JAVA_HOME set and MVN found: builds both applications, then measures.
set -euo pipefail
hand=src/benchmark/handwritten
if [ ! -f $hand/target/quarkus-app/quarkus-run.jar ] || [ -n "$(find $hand/pom.xml $hand/src -newer $hand/target/quarkus-app/quarkus-run.jar -print -quit)" ]; then
  echo "Building the hand-written application ..." >&2
  "$MVN" -B -q -f $hand/pom.xml package
fi
exec "$JAVA_HOME/bin/java" -Xmx512m --enable-native-access=ALL-UNNAMED -cp 'target/quarkus-app/app/*:target/quarkus-app/lib/main/*' src/benchmark/java/Bench.java "$@"
