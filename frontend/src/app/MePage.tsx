export function MePage() {
  return <main />;
}
