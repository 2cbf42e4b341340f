// helios/catalog/impl/merge_texts.hpp -- whether expressions and views mean in a merged catalog
// what they meant on their side: texts are looked at for names of columns, not bound.
#pragma once

#include <helios/catalog/table.hpp>
#include <helios/catalog/view.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace helios::catalog::detail {

/// Whether a text has a name in it, as a word.
[[nodiscard]] inline bool mentions(std::string_view text, std::string_view name) {
  auto const in_word = [&](std::size_t at) {
    if (at >= text.size()) return false;
    auto const c = static_cast<unsigned char>(text[at]);
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 128;
  };
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    if (!in_word(at - 1) && !in_word(at + name.size())) return true;
  }
  return false;
}

/// The expressions of a table.
[[nodiscard]] inline std::set<std::string> texts_of(table_definition const& t) {
  std::set<std::string> all;
  for (column_definition const& c : t.columns) all.insert(c.generated_text.value_or(""));
  for (constraint_definition const& c : t.constraints) all.insert(c.text);
  for (index_definition const& i : t.indexes) {
    all.insert(i.predicate);
    for (index_part const& p : i.parts) all.insert(p.expression);
  }
  return all;
}

/// Whether an expression that a side brings names a column which the merge lost, or calls another.
[[nodiscard]] inline bool loses_column(table_definition const& merged, table_definition const& base,
                                       table_definition const& side) {
  std::set<std::string> const before = texts_of(base);
  for (std::string const& text : texts_of(side)) {
    if (before.contains(text)) continue;
    for (column_definition const& c : side.columns) {
      std::size_t const at = merged.find_column(c.name);
      bool const same = at != merged.npos && merged.columns[at].id == c.id;
      if (!same && mentions(text, c.name)) return true;
    }
  }
  return false;
}

/// What a view may name of a relation.
struct named_column {
  std::string name;
  types::data_type type{};
  column_id id{};  // of a table's
  friend bool operator==(named_column const&, named_column const&) = default;
};
template <class Object>
[[nodiscard]] std::vector<named_column> named_columns(Object const& o) {
  std::vector<named_column> all;
  if (o.table) {
    for (column_definition const& c : o.table->columns) all.push_back({c.name, c.type, c.id});
  } else {
    for (std::string const& name : decode_view(o.row).columns) all.push_back({name});
  }
  return all;
}

}  // namespace helios::catalog::detail
