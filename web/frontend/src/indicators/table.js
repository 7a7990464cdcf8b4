// What a table says: for each number its row, its column, its value, its words and where it leads.
export function read(table) {
  const columns = [...table.tHead.rows[0].cells].slice(1).map(cell => ({ name: cell.textContent.trim(), tint: cell.dataset.tint }));
  const rows = [...table.tBodies[0].rows].map(row => row.cells[0].dataset.label);
  const numbers = [...table.tBodies[0].rows].flatMap(row =>
    [...row.cells].slice(1).flatMap((cell, index) => {
      const column = columns[index], link = cell.querySelector("a");
      if (!column.tint || cell.dataset.value === undefined) return [];
      const label = row.cells[0].dataset.label;
      const words = `${label}, ${column.name}: ${cell.textContent.trim().replace(/\s+/g, " ")}`;
      return { row: label, column: column.name, value: Number(cell.dataset.value), words, href: link?.getAttribute("href") };
    }));
  return { columns: columns.filter(each => each.tint), rows, numbers };
}
