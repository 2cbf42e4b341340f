// helios/api/impl/row_block.hpp -- the rows that a result holds at a time, shared by those who keep
// some.
#pragma once

#include <helios/api/session.hpp>
#include <helios/exec/column.hpp>

#include <memory>
#include <vector>

namespace helios::detail {

struct row_block {
  /// What the rows point into, if they were neither copied nor replaced when their result ended.
  std::unique_ptr<api::row_stream> source;
  result_columns columns;
  exec::batch rows;

  [[nodiscard]] exec::column const& column(std::uint32_t i) const noexcept {
    return rows.columns[i];
  }
  /// Copies what the rows point to, so that they outlive what made them.
  void keep() {
    std::vector<exec::column> own;
    for (exec::column const& from : rows.columns) {
      std::vector<types::value> values(rows.count());
      for (std::uint32_t k = 0; k != rows.count(); ++k)
        values[k] = exec::value_at(from, rows.rows[k]);
      own.push_back(exec::make_column(rows.memory, from.type, values));
    }
    rows.columns = std::move(own);
    rows.rows.rows = nullptr;
  }
};

}  // namespace helios::detail
