// helios/exec/operators/stored_rows.hpp -- the last step of sorts, groupings and set operations:
// chosen rows of a store, batch by batch.
#pragma once

#include <helios/exec/operation.hpp>
#include <helios/exec/row_store.hpp>

namespace helios::exec::detail {

class stored_rows {
 public:
  explicit stored_rows(memory_budget* of = nullptr) : order_(of) {}

  void begin(budget_vector<std::uint32_t> order) {
    order_ = std::move(order);
    at_ = 0;
  }
  bool pull(row_store const& from, std::uint32_t capacity, batch& out) {
    if (at_ == order_.size()) return false;
    std::size_t const n = std::min<std::size_t>(capacity, order_.size() - at_);
    from.gather(std::span(order_).subspan(at_, n), out);
    out.rows = {nullptr, static_cast<std::uint32_t>(n)};
    at_ += n;
    return true;
  }

 private:
  budget_vector<std::uint32_t> order_;
  std::size_t at_ = 0;
};

}  // namespace helios::exec::detail
