// helios/typed/impl/stored_table.ipp -- see helios/typed/stored_table.hpp
#pragma once

#include <helios/typed/stored_table.hpp>

#include <algorithm>

namespace helios::typed {

std::string label_difference(enum_schema const& of, types::enumeration const& stored) {
  auto const list = [](auto const& labels, auto text_of) {
    std::string all;
    for (auto const& l : labels) all += (all.empty() ? "" : ", ") + std::string(text_of(l));
    return all;
  };
  std::string const wanted = list(of.labels, [](std::string_view l) { return l; });
  std::string const has = list(stored.labels, [](auto const& l) { return l.text; });
  if (stored.name == of.name && wanted == has) return {};
  return "enumeration " + types::shown_name(stored) + " has the labels (" + has +
         "), the program's " + std::string(of.name) + " has (" + wanted + ")";
}

namespace detail {
[[nodiscard]] inline std::string label_difference_of(column_schema const& c,
                                                     types::data_type stored) {
  bool const both = innermost(c.member) == types::type_id::enumeration &&
                    stored.id == c.member.id && innermost(stored) == innermost(c.member);
  return both ? label_difference(*c.labels, types::definition_of(stored)) : std::string();
}
}  // namespace detail

std::vector<schema_difference> differences(
    expected_table const& of, std::optional<std::vector<stored_column>> const& stored) {
  std::string const table(of.name);
  if (!stored) {
    return {{errc::undefined_table, table, "", "relation \"" + table + "\" does not exist",
             "create<...>() or migrate<...>() makes the tables of a program."}};
  }
  std::vector<schema_difference> all;
  for (column_schema const& c : of.columns) {
    std::string const name(c.name());
    std::string const column = "column \"" + name + "\" of relation \"" + table + "\"";
    auto const there = std::ranges::find(*stored, name, &stored_column::name);
    if (there == stored->end()) {
      all.push_back({errc::undefined_column, table, name, column + " does not exist",
                     "migrate<...>() adds it, or renames the one that stands for it."});
    } else if (!holds(c.member, there->type)) {
      all.push_back({errc::datatype_mismatch, table, name,
                     column + " is of type " + types::to_string(there->type) +
                         ", whose values its member (" + types::to_string(c.member) +
                         ") does not hold",
                     "Change the member, or the column by migrate<...>()."});
    } else if (std::string const other = detail::label_difference_of(c, there->type);
               !other.empty()) {
      all.push_back({errc::datatype_mismatch, table, name, column + ": " + other,
                     "migrate<...>() adds labels; ALTER TYPE renames them."});
    } else if (there->nullable && !c.nullable) {
      all.push_back({errc::datatype_mismatch, table, name,
                     column + " may be NULL, but its member is no std::optional",
                     "Make the member a std::optional, or the column NOT NULL by migrate<...>()."});
    }
  }
  return all;
}

error to_error(std::span<schema_difference const> all) {
  HELIOS_EXPECTS(!all.empty());
  error first(all[0].code, all[0].text);
  if (all.size() == 1) return std::move(first).hint(all[0].hint);
  std::string others;
  for (schema_difference const& d : all.subspan(1)) others += (others.empty() ? "" : "; ") + d.text;
  return std::move(first).detail("Beside that " + others + ".").hint(all[0].hint);
}

}  // namespace helios::typed
