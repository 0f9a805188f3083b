export function ListPage() {
  return <main />;
}
