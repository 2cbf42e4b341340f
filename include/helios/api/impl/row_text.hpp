// helios/api/impl/row_text.hpp -- rows that are known by tree and key, in words.
#pragma once
#include <helios/api/reports.hpp>
#include <helios/api/session.hpp>
#include <helios/catalog/catalog_reader.hpp>
#include <helios/catalog/table_key.hpp>
#include <helios/history/merge.hpp>
// helios/api/impl/row_text.hpp -- rows and keys of a table as text: what diffs and conflicts show.
//
// Shape     key   7, (7, Ada); of a table without a primary key its row id
//           row   (7, Ada, null), as in the details of errors
#pragma once
#include <helios/catalog/constraint_error.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/value_image.hpp>
#include <helios/types/value_text.hpp>

#include <map>
namespace helios::detail {
struct named_table {
  std::string name;  // schema.name
  catalog::table_ptr table;
};
/// The tables of a state by the trees of their rows; those that are there already stay.
inline void add_tables(std::map<tree_id, named_table>& to, api::instance& in,
                       storage::database_root const& root) {
  catalog::catalog_reader const reader(root, in.engine->space(), in.definitions);
  for (catalog::table_ptr const& t : reader.tables()) {
    auto const schema = reader.find(t->schema);
    to.try_emplace(t->rows, named_table{(schema ? schema->name : "?") + "." + t->name, t});
  }
}
/// (1), (1, a): the values of a row's primary key.
[[nodiscard]] inline std::string key_text(catalog::table_definition const& table,
                                          storage::key_view const& key) {
  catalog::row_layout const layout(table);
  if (layout.kind() == catalog::row_key_kind::row_id) return "row " + std::to_string(key.number);
  if (layout.kind() == catalog::row_key_kind::integer)
    return "(" + std::to_string(key.number) + ")";
  std::string text;
  byte_reader parts(key.text);
  for (std::size_t const column : layout.key_columns()) {
    types::value const v = types::read_key(parts, table.columns[column].type.id);
    text += (text.empty() ? "(" : ", ") + types::to_text(v);
  }
  return text + ")";
}
/// Conflicts as callers read them.
class conflict_texts {
 public:
  conflict_texts(api::instance& in, branch_id source, branch_id target) {
    add_tables(tables_, in, in.engine->head(target)->root());
    add_tables(tables_, in, in.engine->head(source)->root());
  }
  [[nodiscard]] conflict_report operator()(history::merge_conflict const& c) const {
    conflict_report report;
    report.kind = c.kind;
    auto const found = tables_.find(c.tree);
    if (found == tables_.end()) return report;  // of the catalog itself
    catalog::table_definition const& table = *found->second.table;
    report.table = found->second.name;
    report.key = key_text(table, c.key.view());
    if (!c.column) return report;
    std::size_t const at = table.find_column(*c.column);
    if (at == catalog::table_definition::npos) return report;
    report.column = table.columns[at].name;
    auto const text = [&](std::optional<bytes> const& image) -> std::optional<std::string> {
      if (!image) return std::nullopt;
      return types::to_text(types::read_image(*image, table.columns[at].type));
    };
    report.base = text(c.base);
    report.ours = text(c.ours);
    report.theirs = text(c.theirs);
    return report;
  }
 private:
  std::map<tree_id, named_table> tables_;
};
}  // namespace helios::detail
namespace helios::api::detail {
[[nodiscard]] inline types::value text_or_null(types::value const& v) {
  return v.is_null() ? types::value() : types::value::text(types::to_text(v));
  catalog::constraint_definition const* const primary = table.primary_key();
  bool const numbered = primary == nullptr || !catalog::row_layout::orders_rows(table);
  if (numbered) return std::to_string(key.number);
  byte_reader in(key.text);
  std::string out;
  for (column_id const column : primary->columns) {
    types::value const part = types::read_key(in, table.column(column).type.id);
    if (!out.empty()) out += ", ";
    out += types::to_text(part);
  return primary->columns.size() == 1 ? out : "(" + out + ")";
  }
}
}  // namespace helios::api::detail
