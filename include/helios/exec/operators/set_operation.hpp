// helios/exec/operators/set_operation.hpp -- UNION, INTERSECT, EXCEPT, and the last two with ALL.
//
// Shape     NULLs are equal here. ALL counts: INTERSECT ALL keeps the smaller number of equal rows,
//           EXCEPT ALL the difference; UNION ALL is append (exec/operators/append.hpp)
// Requires  two inputs with the same elements column by column
// Cost      memory for the distinct rows of the right input, of UNION and of the distinct kinds
#pragma once

#include <helios/exec/key_table.hpp>
#include <helios/exec/operation.hpp>
#include <helios/exec/row_key.hpp>

namespace helios::exec {

enum class set_kind : std::uint8_t { union_, intersect, intersect_all, except, except_all };

class set_operation final : public operation {
 public:
  set_operation(run_context const& run, operation_ptr left, operation_ptr right, set_kind kind)
      : operation(run, left->types()), kind_(kind) {
    add_input(std::move(left));
    add_input(std::move(right));
  }

  void restart() override {
    right_read_ = left_done_ = false;
    right_.clear();
    left_.clear();
    counts_.clear();
    restart_inputs();
  }

 protected:
  bool pull(batch& out) override {
    if (kind_ == set_kind::union_) return pull_union(out);
    if (!right_read_) read_right();
    if (!input(0).next(in_)) return false;
    choose(out, [&](byte_view key) { return chosen(key); });
    return true;
  }

 private:
  template <class Chosen>
  void choose(batch& out, Chosen f) {
    keys_.build(in_.columns, in_.rows);
    std::size_t k = 0;
    out.columns = in_.columns;
    out.rows = narrow(out.memory, in_.rows, [&](std::uint32_t) { return f(keys_[k++]); });
  }
  bool pull_union(batch& out) {
    if (!left_done_) left_done_ = !input(0).next(in_);
    if (left_done_ && !input(1).next(in_)) return false;
    choose(out, [&](byte_view key) { return left_.find_or_insert(key).fresh; });
    return true;
  }
  void read_right() {
    right_read_ = true;
    batch in;
    while (input(1).next(in)) {
      keys_.build(in.columns, in.rows);
      for (std::size_t k = 0; k != keys_.size(); ++k) {
        auto const found = right_.find_or_insert(keys_[k]);
        if (found.fresh) counts_.push_back(0);
        ++counts_[found.number];
      }
    }
  }
  bool chosen(byte_view key) {
    std::uint32_t const partner = right_.find(key);
    bool const there = partner != key_table::none;
    switch (kind_) {
      case set_kind::intersect: return there && left_.find_or_insert(key).fresh;
      case set_kind::except: return !there && left_.find_or_insert(key).fresh;
      case set_kind::intersect_all:
        return there && counts_[partner] != 0 && counts_[partner]-- != 0;
      case set_kind::except_all: return !there || counts_[partner] == 0 || counts_[partner]-- == 0;
      case set_kind::union_: break;
    }
    HELIOS_UNREACHABLE();
  }

  set_kind kind_;
  bool right_read_ = false, left_done_ = false;
  key_table right_{memory()}, left_{memory()};
  budget_vector<std::uint64_t> counts_{memory()};
  row_keys keys_;
  batch in_;
};

}  // namespace helios::exec
