// helios/typed/impl/stored_table.ipp -- see helios/typed/stored_table.hpp
#pragma once

#include <helios/typed/stored_table.hpp>

#include <algorithm>

namespace helios::typed {

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
