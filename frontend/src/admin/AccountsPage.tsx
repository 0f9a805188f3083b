export function AccountsPage() {
  return <main />;
}
