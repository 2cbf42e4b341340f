// helios/exec/operators/impl/scan.ipp -- leaves to columns.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/operators/scan.hpp>
#include <helios/storage/long_value.hpp>
#include <helios/types/decimal_image.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

/// The bytes of a cell, copied into `in` if they lie out of line.
[[nodiscard]] inline byte_view lasting_content(storage::cell const& c, storage::page_source* pages,
                                               arena& in) {
  if (!c.out_of_line) return c.data;
  return as_bytes(in.copy(as_text(storage::content_of(c, pages).data)));
}

template <class T>
[[nodiscard]] T element_in(byte_view image, data_type type) {
  if constexpr (std::same_as<T, std::string_view>) {
    return as_text(image);
  } else if constexpr (std::same_as<T, types::decimal>) {
    if (!type.constrained()) return types::read_image(image);
    return {load<int128>(image.data()), std::max<int>(type.scale, 0)};
  } else if constexpr (std::same_as<T, types::uuid>) {
    return types::to_uuid(load<int128>(image.data()));
  } else if constexpr (std::same_as<T, types::interval>) {
    return types::to_interval(load<int128>(image.data()));
  } else {
    return load<T>(image.data());
  }
}

/// A column whose row i is the cell that cell_at(i) names.
template <class CellAt>
[[nodiscard]] column read_cells(data_type type, std::uint32_t n, storage::page_source* pages,
                                arena& in, CellAt cell_at) {
  return with_element(type.id, [&](auto as) -> column {
    using T = typename decltype(as)::type;
    T* const to = allocate<T>(in, n);
    std::uint8_t* nulls = nullptr;
    for (std::uint32_t i = 0; i != n; ++i) {
      storage::cell const c = cell_at(i);
      if (c.null) {
        if (nulls == nullptr) nulls = allocate_nulls(in, n);
        nulls[i] = 1;
        to[i] = T{};
      } else {
        to[i] = element_in<T>(lasting_content(c, pages, in), type);
      }
    }
    return {type, to, nulls};
  });
}

/// Elements that lie in a leaf as batches hold them.
[[nodiscard]] inline bool lies_ready(type_id t) noexcept {
  return t != type_id::numeric && t != type_id::uuid && physical(t) != physical_type::bytes;
}

/// The key's number for a value of a type that is one.
[[nodiscard]] inline std::int64_t key_number(value const& v) {
  return with_element(v.type(), [&](auto as) -> std::int64_t {
    using T = typename decltype(as)::type;
    if constexpr (std::integral<T>) return v.as<T>();
    if constexpr (std::same_as<T, types::date> || std::same_as<T, types::time_of_day> ||
                  std::same_as<T, types::timestamp> || std::same_as<T, types::timestamp_tz>)
      return v.as<T>().count;
    HELIOS_UNREACHABLE();
  });
}

/// The first byte string behind all that begin with this one; empty: there is none.
inline void make_successor(bytes& key) {
  while (!key.empty() && key.back() == std::byte{0xff}) key.pop_back();
  if (!key.empty()) key.back() = static_cast<std::byte>(static_cast<unsigned>(key.back()) + 1);
}

}  // namespace detail

namespace detail {
[[nodiscard]] inline std::vector<data_type> types_of(scan_plan const& p) {
  std::vector<data_type> r;
  for (scan_column const& c : p.columns) r.push_back(c.type);
  return r;
}
}  // namespace detail

scan::scan(run_context const& run, storage::tree const& of, scan_plan plan)
    : operation(run, detail::types_of(plan)), tree_(of), plan_(std::move(plan)) {}

void scan::restart() {
  cursor_.reset();
  leaf_ = nullptr;
  begun_ = done_ = false;
  at_ = end_ = 0;
}

std::string scan::describe() const {
  std::string r = plan_.lower.parts.empty() && plan_.upper.parts.empty() ? "Seq Scan" : "Key Scan";
  if (!plan_.name.empty()) r += " on " + plan_.name;
  auto const bound = [&](scan_bound const& b, char const* strict, char const* inclusive) {
    for (expression_ptr const& e : b.parts) {
      r += b.inclusive ? inclusive : strict;
      r += to_string(*e);
    }
  };
  bound(plan_.lower, " > ", " >= ");
  bound(plan_.upper, " < ", " <= ");
  if (plan_.filter) r += "  Filter: " + to_string(*plan_.filter);
  return r;
}

std::optional<bytes> scan::bound_key(scan_bound const& b, bool upper) {
  bytes key;
  for (std::size_t i = 0; i != b.parts.size(); ++i) {
    value const v = evaluate_constant(*b.parts[i], run().session);
    if (v.is_null()) return std::nullopt;
    types::append_key(key, v, plan_.key[i].order);
  }
  if (upper == b.inclusive) detail::make_successor(key);
  return key;
}

/// Computes the bounds; false: no row can lie between them.
bool scan::begin() {
  begun_ = true;
  from_.reset();
  to_.reset();
  if (tree_.root().empty()) return false;
  bool const numbers = tree_.form().keys() == storage::key_kind::int64;
  for (bool const upper : {false, true}) {
    scan_bound const& b = upper ? plan_.upper : plan_.lower;
    if (b.parts.empty()) continue;
    std::optional<storage::key>& to = upper ? to_ : from_;
    if (!numbers) {
      auto const key = bound_key(b, upper);
      if (!key) return false;
      if (!key->empty()) to.emplace(storage::key_kind::bytes, storage::key_view(byte_view(*key)));
      continue;
    }
    value const v = evaluate_constant(*b.parts[0], run().session);
    if (v.is_null()) return false;
    std::int64_t n = detail::key_number(v);
    if (upper == b.inclusive && __builtin_add_overflow(n, 1, &n)) {
      if (!upper) return false;
      continue;
    }
    to.emplace(storage::key_kind::int64, storage::key_view(n));
  }
  return true;
}

void scan::open_leaf(bool first) {
  leaf_ = &cursor_->leaf();
  ++leaves_;
  storage::with_keys(tree_.form().keys(), [&](auto k) {
    using K = decltype(k);
    if (leaf_->clean()) {
      places_.clear();
      end_ = leaf_->base_rows();
    } else {
      leaf_->template order<K>(places_);
      end_ = static_cast<std::uint32_t>(places_.size());
    }
    at_ = 0;
    auto const key_of = [&](std::uint32_t i) {
      return leaf_->template key<K>(
          places_.empty()
              ? storage::row_place{storage::row_origin::base, static_cast<std::uint16_t>(i)}
              : places_[i]);
    };
    auto const first_not_below = [&](storage::key const& bound) {
      storage::key_view const view = bound.view();
      std::uint32_t low = 0, high = end_;
      while (low < high) {
        std::uint32_t const middle = low + (high - low) / 2;
        if (K::order(key_of(middle), K::of(view)) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    };
    if (first && from_) at_ = first_not_below(*from_);
    if (to_ && end_ != 0 && K::order(key_of(end_ - 1), K::of(to_->view())) >= 0) {
      end_ = std::max(at_, first_not_below(*to_));
      done_ = true;  // what follows is beyond
    }
  });
}

bool scan::next_leaf() {
  if (done_) return false;
  bool const first = !begun_;
  if (first) {
    if (!begin()) return !(done_ = true);
    cursor_.emplace(tree_, from_ ? std::optional(from_->view()) : std::nullopt);
  }
  // With a start the cursor must first stand on its row: its leaf is then the one to read.
  bool const more = first && from_ ? cursor_->next() : cursor_->next_leaf();
  if (!more) return !(done_ = true);
  open_leaf(first);
  return true;
}

column scan::read_key(scan_column const& c, std::uint32_t first, std::uint32_t n, arena& in) {
  auto const place = [&](std::uint32_t i) {
    return places_.empty() ? storage::row_place{storage::row_origin::base,
                                                static_cast<std::uint16_t>(first + i)}
                           : places_[first + i];
  };
  if (tree_.form().keys() == storage::key_kind::bytes) {
    std::vector<value> values(n);
    for (std::uint32_t i = 0; i != n; ++i) {
      byte_reader reader(leaf_->key<storage::byte_keys>(place(i)));
      for (std::uint32_t part = 0; part <= c.position; ++part)
        values[i] = types::read_key(reader, plan_.key[part].type.id, plan_.key[part].order);
    }
    return make_column(in, c.type, values);
  }
  return with_element(c.type.id, [&](auto as) -> column {
    using T = typename decltype(as)::type;
    if constexpr (std::integral<T> || std::same_as<T, types::date> ||
                  std::same_as<T, types::time_of_day> || std::same_as<T, types::timestamp> ||
                  std::same_as<T, types::timestamp_tz>) {
      if (places_.empty() && sizeof(T) == 8)
        return {c.type, leaf_->base().int_keys() + first, nullptr};
      T* const to = allocate<T>(in, n);
      for (std::uint32_t i = 0; i != n; ++i) {
        std::int64_t const key = leaf_->key<storage::int_keys>(place(i));
        if constexpr (std::integral<T>) {
          to[i] = static_cast<T>(key);
        } else {
          to[i].count = static_cast<decltype(to[i].count)>(key);
        }
      }
      return {c.type, to, nullptr};
    } else {
      HELIOS_UNREACHABLE();
    }
  });
}

column scan::read(scan_column const& c, std::uint32_t first, std::uint32_t n, arena& in) {
  if (c.from_key) return read_key(c, first, n, in);
  storage::page_source* const pages = tree_.pages();
  if (!places_.empty())
    return detail::read_cells(c.type, n, pages, in, [&](std::uint32_t i) {
      return leaf_->at(places_[first + i], c.position);
    });
  std::uint32_t const from = leaf_->base_map()[c.position];
  if (from == storage::shape::npos) {
    storage::cell const absent =
        storage::row_view(tree_.form(), tree_.form().absent_row()).at(c.position);
    return detail::read_cells(c.type, n, pages, in, [&](std::uint32_t) { return absent; });
  }
  storage::run_view const& base = leaf_->base();
  storage::run_column const stored = base.column(from);
  if (!detail::lies_ready(c.type.id))
    return detail::read_cells(c.type, n, pages, in,
                              [&](std::uint32_t i) { return base.at(stored, first + i); });
  column r{c.type, base.block() + stored.values + width(stored.type) * std::size_t{first}, nullptr};
  if (stored.validity != 0) {
    std::uint8_t* const nulls = allocate<std::uint8_t>(in, n);
    for (std::uint32_t i = 0; i != n; ++i) nulls[i] = base.is_null(stored, first + i) ? 1 : 0;
    r.nulls = nulls;
  }
  return r;
}

bool scan::pull(batch& out) {
  while (at_ == end_)
    if (!next_leaf()) return false;
  std::uint32_t const n = std::min(capacity(), end_ - at_);
  for (scan_column const& c : plan_.columns) out.columns.push_back(read(c, at_, n, out.memory));
  out.rows = {nullptr, n};
  at_ += n;
  if (plan_.filter) {
    environment with(out.memory, run().session);
    out.rows = evaluate_filter(*plan_.filter, out, out.rows, with);
  }
  return true;
}

}  // namespace helios::exec
