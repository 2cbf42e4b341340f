// helios/exec/operators/stored_scan.hpp -- rows of a store: shared queries, rounds of a recursion.
//
// Holds     the store does not change between the first batch and the last, or restart()
// Cost      columns are handed out where they lie
#pragma once

#include <helios/exec/operation.hpp>
#include <helios/exec/row_store.hpp>

#include <functional>

namespace helios::exec {

class stored_scan final : public operation {
 public:
  /// `open` is asked when the run begins; the store outlives it.
  stored_scan(run_context const& run, std::vector<data_type> types,
              std::function<row_store const&()> open)
      : operation(run, std::move(types)), open_(std::move(open)) {}

  void restart() override { store_ = nullptr; }

 protected:
  bool pull(batch& out) override {
    if (store_ == nullptr) {
      store_ = &open_();
      at_ = 0;
    }
    if (at_ == store_->rows()) return false;
    std::uint32_t const n = std::min(capacity(), store_->rows() - at_);
    for (std::size_t i = 0; i != types().size(); ++i)
      out.columns.push_back(from(store_->all(i), at_));
    out.rows = {nullptr, n};
    at_ += n;
    return true;
  }

 private:
  [[nodiscard]] static column from(column c, std::uint32_t row) noexcept {
    c.elements = static_cast<std::byte const*>(c.elements) + row * element_size(c.type.id);
    if (c.nulls != nullptr) c.nulls += row;
    return c;
  }

  std::function<row_store const&()> open_;
  row_store const* store_ = nullptr;
  std::uint32_t at_ = 0;
};

}  // namespace helios::exec
