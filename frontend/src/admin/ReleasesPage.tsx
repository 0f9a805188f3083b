export function ReleasesPage() {
  return <main />;
}
