// helios/exec/impl/row_store.ipp -- copying rows in and out.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/impl/element_of.hpp>
#include <helios/exec/row_store.hpp>

namespace helios::exec {

void row_store::append(std::span<column const> from, selection const& rows) {
  HELIOS_EXPECTS(from.size() == types_.size());
  if (rows.count >= no_row - rows_)
    throw error(errc::out_of_memory, "too many rows for one join, sort or grouping");
  std::size_t const total = std::size_t{rows_} + rows.count;
  for (std::size_t c = 0; c != from.size(); ++c) {
    stored& to = columns_[c];
    column const& in = from[c];
    with_element(types_[c].id, [&](auto as) {
      using T = typename decltype(as)::type;
      to.elements.resize(total * sizeof(T));
      T* out = reinterpret_cast<T*>(to.elements.data()) + rows_;
      T const* const values = in.as<T>();
      if constexpr (far_element<T>) {
        each(rows, [&](std::uint32_t i) {
          *out++ = in.is_null(i) ? T{} : detail::copied(texts_, values[i]);
        });
      } else {
        each(rows, [&](std::uint32_t i) { *out++ = values[i]; });
      }
    });
    append_nulls(to, in, rows, total);
  }
  rows_ = static_cast<std::uint32_t>(total);
}

/// A column has no NULL bytes until its first NULL comes.
void row_store::append_nulls(stored& to, column const& from, selection const& rows,
                             std::size_t total) {
  bool any = !to.nulls.empty();
  if (from.nulls != nullptr) each(rows, [&](std::uint32_t i) { any |= from.nulls[i] != 0; });
  if (!any) return;
  to.nulls.resize(total);
  if (from.nulls == nullptr) return;
  std::uint8_t* out = to.nulls.data() + rows_;
  each(rows, [&](std::uint32_t i) { *out++ = from.nulls[i]; });
}

void row_store::gather(std::span<std::uint32_t const> rows, batch& out) const {
  for (std::size_t c = 0; c != columns_.size(); ++c)
    out.columns.push_back(exec::gather(out.memory, all(c), rows));
}

void row_store::keep(std::span<std::uint32_t const> rows) {
  row_store kept(types_, texts_.budget());
  batch picked(texts_.budget());
  for (std::size_t at = 0; at < rows.size(); at += largest_batch) {
    picked.clear();
    auto const part = rows.subspan(at, std::min<std::size_t>(largest_batch, rows.size() - at));
    gather(part, picked);
    kept.append(picked.columns, {nullptr, static_cast<std::uint32_t>(part.size())});
  }
  *this = std::move(kept);
}

}  // namespace helios::exec
