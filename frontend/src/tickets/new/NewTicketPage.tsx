export function NewTicketPage() {
  return <main />;
}
