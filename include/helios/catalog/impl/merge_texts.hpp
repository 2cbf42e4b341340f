// helios/catalog/impl/merge_texts.hpp -- whether expressions and views mean in a merged catalog
// what they meant on their side: texts are looked at for names of columns, not bound.
#pragma once

#include <helios/catalog/table.hpp>
#include <helios/catalog/view.hpp>

#include <algorithm>
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

/// What the string literals of a text say.
[[nodiscard]] inline std::vector<std::string> literals_of(std::string_view text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char const quote = text[at];
    if (quote != '\'' && quote != '"') continue;
    std::string said;
    while (++at < text.size() && (text[at] != quote || text.substr(at + 1, 1).starts_with(quote))) {
      if (text[at] == quote) ++at;
      said += text[at];
    }
    if (quote == '\'') all.push_back(std::move(said));
  }
  return all;
}
/// Whether one of them is a label, or an array with it.
[[nodiscard]] inline bool has_label(std::vector<std::string> const& literals,
                                    std::string_view label) {
  return std::any_of(literals.begin(), literals.end(), [&](std::string const& l) {
    return l == label || (l.starts_with('{') && mentions(l, label));
  });
}
/// Whether a text has a type by its name, with its schema or without: CAST (x AS name).
[[nodiscard]] inline bool names_type(std::string_view text, std::string_view name) {
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    std::size_t begin = at, end = at + name.size();
    if (begin != 0 && text[begin - 1] == '"') --begin, ++end;
    if (begin != 0 && text[begin - 1] == '.') begin = text.find_last_of(" (", begin) + 1;
    bool const behind = end < text.size() && (text[end] == ')' || text[end] == '[');
    if (behind && text.substr(0, begin).ends_with("AS ")) return true;
  }
  return false;
}

/// An expression of a table.
struct kept_expression {
  std::uint64_t of = 0;  // a column, constraint or index: all have numbers of their own
  std::string text;
  types::data_type wanted;  // what its value is to be; unknown: whatever it is
  friend bool operator==(kept_expression const&, kept_expression const&) = default;
  [[nodiscard]] bool is_in(std::vector<kept_expression> const& others) const {
    return std::any_of(others.begin(), others.end(),
                       [this](kept_expression const& e) { return e.of == of && e.text == text; });
  }
};
/// Defaults apart: they name no columns.
[[nodiscard]] inline std::vector<kept_expression> expressions_over_columns(
    table_definition const& t) {
  std::vector<kept_expression> all;
  auto const add = [&](std::uint64_t of, std::string const& text, types::data_type wanted) {
    if (!text.empty()) all.push_back({of, text, wanted});
  };
  for (column_definition const& c : t.columns)
    add(raw(c.id), c.generated_text.value_or(""), c.type);
  for (constraint_definition const& c : t.constraints)
    add(raw(c.id), c.text, types::type_id::boolean);
  for (index_definition const& i : t.indexes) {
    add(raw(i.id), i.predicate, types::type_id::boolean);
    for (index_part const& p : i.parts) add(raw(i.id), p.expression, {});
  }
  return all;
}
[[nodiscard]] inline std::vector<kept_expression> expressions_of(table_definition const& t) {
  std::vector<kept_expression> all = expressions_over_columns(t);
  for (column_definition const& c : t.columns) {
    if (c.default_text) all.push_back({raw(c.id), *c.default_text, c.type});
  }
  return all;
}

/// Whether an expression that a side brings names a column which the merge lost, or calls another.
[[nodiscard]] inline bool loses_column(table_definition const& merged, table_definition const& base,
                                       table_definition const& side) {
  std::vector<kept_expression> const before = expressions_over_columns(base);
  for (kept_expression const& e : expressions_over_columns(side)) {
    if (e.is_in(before)) continue;
    for (column_definition const& c : side.columns) {
      std::size_t const at = merged.find_column(c.name);
      bool const same = at != merged.npos && merged.columns[at].id == c.id;
      if (!same && mentions(e.text, c.name)) return true;
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
