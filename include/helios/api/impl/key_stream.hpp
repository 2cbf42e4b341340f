// helios/api/impl/key_stream.hpp -- the row that a query found by its key, or none.
//
// Holds     the state that it was found in
// Threads   as row_stream
// Cost      a look-up in the tree when it is made, and a cell per column
#pragma once

#include <helios/api/impl/key_lookup.hpp>
#include <helios/api/session.hpp>
#include <helios/exec/operators/impl/stored_cells.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace helios::api::detail {

/// Where a query's columns are in rows of one shape: after a merge they may be in another order.
using key_columns = std::vector<exec::scan_column>;
[[nodiscard]] inline key_columns place_in(key_lookup const& of, storage::shape const& form) {
  catalog::row_layout const layout(of.table(), form);
  key_columns placed;
  for (key_lookup::column const& c : of.columns()) {
    std::size_t const cell = layout.cell_of(c.position);
    bool const in_key = cell == catalog::row_layout::in_key;
    placed.push_back({in_key ? 0 : static_cast<std::uint32_t>(cell), c.type, in_key});
  }
  return placed;
}

class key_stream final : public row_stream {
 public:
  /// `at` nullopt: there is no such key.
  key_stream(std::shared_ptr<instance> in, storage::version_ptr state, storage::tree const& rows,
             std::optional<storage::key_view> const& at, std::shared_ptr<key_columns const> columns,
             storage::row_guess& like)
      : in_(std::move(in)),
        state_(std::move(state)),
        columns_(std::move(columns)),
        row_(at ? rows.find(*at, like) : std::nullopt) {}

  /// A value of the row is to be read from elsewhere.
  [[nodiscard]] bool refers() const noexcept {
    return row_ && std::any_of(columns_->begin(), columns_->end(), [&](exec::scan_column const& c) {
             return !c.from_key && row_->at(c.position).out_of_line;
           });
  }

  [[nodiscard]] bool ended() const noexcept override { return given_ || !row_; }
  bool next(exec::batch& out) override {
    out.clear();
    if (ended()) return false;
    given_ = true;
    for (exec::scan_column const& c : *columns_) out.columns.push_back(read(c, out.memory));
    out.rows = {nullptr, 1};
    return true;
  }

 private:
  [[nodiscard]] exec::column read(exec::scan_column const& c, arena& in) const {
    if (c.from_key)
      return exec::detail::read_row_key(c, storage::key_kind::int64, {}, 1, in,
                                        [this](std::uint32_t) { return row_->key(); });
    return exec::detail::read_cells(c.type, 1, row_->pages(), in,
                                    [&](std::uint32_t) { return row_->at(c.position); });
  }

  std::shared_ptr<instance> in_;
  storage::version_ptr state_;
  std::shared_ptr<key_columns const> columns_;
  std::optional<storage::found_row> row_;
  bool given_ = false;
};

}  // namespace helios::api::detail
