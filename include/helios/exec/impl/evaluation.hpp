// helios/exec/impl/evaluation.hpp -- what evaluating a node stands on: operands, calls, and
// booleans that are written row by row.
#pragma once

#include <helios/exec/evaluate.hpp>

#include <cstring>
#include <span>

namespace helios::exec::detail {

struct evaluation {
  batch const& in;
  environment& with;

  [[nodiscard]] arena& memory() const noexcept { return with.memory(); }
  [[nodiscard]] column operand(expression const& e, std::size_t i, selection const& rows) const {
    return evaluate(*e.operands[i], in, rows, with);
  }
};

/// A boolean result that is written row by row.
struct truth {
  bool* values;
  std::uint8_t* nulls;

  truth(arena& in, selection const& rows)
      : values(allocate<bool>(in, rows.extent())), nulls(allocate_nulls(in, rows.extent())) {}
  [[nodiscard]] column result() const noexcept { return {type_id::boolean, values, nulls}; }
};

[[nodiscard]] inline bool is_true(column const& c, std::uint32_t row) noexcept {
  return !c.is_null(row) && c.as<bool>()[row];
}

/// The NULL bytes of a strict call: those of all its arguments together.
[[nodiscard]] inline std::uint8_t* merged_nulls(std::span<column const> from, selection const& rows,
                                                arena& in) {
  std::uint8_t* merged = nullptr;
  for (column const& c : from) {
    if (c.nulls == nullptr) continue;
    if (merged == nullptr) merged = allocate_nulls(in, rows.extent());
    each(rows, [&](std::uint32_t i) { merged[i] |= c.nulls[i]; });
  }
  return merged;
}

[[nodiscard]] inline column run(overload const& f, data_type type,
                                std::span<column const> arguments, selection const& rows,
                                environment& with) {
  arena& in = with.memory();
  std::uint32_t const n = rows.extent();
  void* const out = in.allocate(n * element_size(type.id));
  call c{arguments, rows, with, out, nullptr, n};
  if (f.strict) {
    c.nulls = merged_nulls(arguments, rows, in);
    if (c.nulls != nullptr) {
      auto const* const nulls = c.nulls;
      c.rows = narrow(in, rows, [&](std::uint32_t i) { return nulls[i] == 0; });
      std::memset(out, 0, n * element_size(type.id));  // what lies under a NULL may be copied
    }
  }
  f.run(c);
  return {type, out, c.nulls};
}

}  // namespace helios::exec::detail
