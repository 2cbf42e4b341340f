// helios/typed/impl/key_query.ipp -- see helios/typed/key_query.hpp
#pragma once

#include <helios/typed/key_query.hpp>

#include <utility>

namespace helios::typed::detail {

std::string key_query_text(void (*print_table)(sql_text&), std::span<column_schema const> columns,
                           std::span<std::string_view const> key) {
  sql_text to;
  to << "SELECT " << column_list(columns) << " FROM ";
  print_table(to);
  std::string_view between = " WHERE ";
  for (std::string_view const name : key)
    (to << std::exchange(between, " AND ")).add_name(name) << " = ?";
  return to.text();
}

}  // namespace helios::typed::detail
