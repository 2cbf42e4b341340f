// helios/exec/operators/impl/key_range.ipp -- bounds to keys.
#pragma once

#include <helios/exec/operators/key_range.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

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

[[nodiscard]] constexpr bool is_integer(type_id t) noexcept {
  return t == type_id::int2 || t == type_id::int4 || t == type_id::int8;
}

/// Where a value lies beside those that a key part can hold.
enum class place_beside : std::uint8_t { before, within, behind };

/// Appends the part for a value, if the part can hold it.
[[nodiscard]] inline place_beside append_bound(bytes& to, value const& v, key_part const& part) {
  if (!is_integer(part.type.id) || v.type() == part.type.id) {
    types::append_key(to, v, part.order);
    return place_beside::within;
  }
  return with_element(part.type.id, [&](auto as) {
    using T = typename decltype(as)::type;
    if constexpr (std::signed_integral<T>) {
      std::int64_t const n = key_number(v);
      if (n >= std::numeric_limits<T>::min() && n <= std::numeric_limits<T>::max()) {
        types::append_key(to, static_cast<T>(n), part.order);
        return place_beside::within;
      }
      return (n < 0) != part.order.descending ? place_beside::before : place_beside::behind;
    }
    HELIOS_UNREACHABLE();
    return place_beside::within;
  });
}

/// The first byte string behind all that begin with this one; empty: there is none.
inline void make_successor(bytes& key) {
  while (!key.empty() && key.back() == std::byte{0xff}) key.pop_back();
  if (!key.empty()) key.back() = static_cast<std::byte>(static_cast<unsigned>(key.back()) + 1);
}

/// The key at which a range begins, or ends if `upper`; an empty one: at the tree's end. Nothing:
/// the range is empty.
[[nodiscard]] inline std::optional<bytes> bound_key(scan_bound const& b, bool upper,
                                                    std::span<key_part const> key,
                                                    session const& of) {
  bytes r;
  bool inclusive = b.inclusive;
  for (std::size_t i = 0; i != b.parts.size(); ++i) {
    value const v = evaluate_constant(*b.parts[i], of);
    if (v.is_null()) return {};
    place_beside const place = append_bound(r, v, key[i]);
    if (place == place_beside::within) continue;
    if ((place == place_beside::before) == upper) return {};
    inclusive = true;  // all that begin with the parts before
    break;
  }
  if (upper == inclusive) make_successor(r);
  return r;
}

[[nodiscard]] inline std::optional<key_range> number_range(scan_bound const& lower,
                                                           scan_bound const& upper,
                                                           session const& of) {
  key_range r;
  value v;
  for (bool const is_upper : {false, true}) {
    scan_bound const& b = is_upper ? upper : lower;
    if (b.parts.empty()) continue;
    bool const known = is_upper && lower.parts == upper.parts;
    if (!known) v = evaluate_constant(*b.parts[0], of);
    if (v.is_null()) return {};
    std::int64_t n = key_number(v);
    if (is_upper == b.inclusive && __builtin_add_overflow(n, 1, &n)) {
      if (!is_upper) return {};
      continue;
    }
    (is_upper ? r.to : r.from).emplace(storage::key_kind::int64, storage::key_view(n));
  }
  r.one = r.from && r.to && r.from->view().number + 1 == r.to->view().number;
  return r;
}

}  // namespace detail

std::optional<key_range> find_range(scan_bound const& lower, scan_bound const& upper,
                                    std::span<key_part const> key, storage::key_kind kind,
                                    session const& of) {
  if (kind == storage::key_kind::int64) return detail::number_range(lower, upper, of);
  key_range r;
  for (bool const is_upper : {false, true}) {
    scan_bound const& b = is_upper ? upper : lower;
    if (b.parts.empty()) continue;
    std::optional<bytes> const k = detail::bound_key(b, is_upper, key, of);
    if (!k) return {};
    if (k->empty()) continue;
    (is_upper ? r.to : r.from).emplace(kind, storage::key_view(byte_view(*k)));
  }
  r.one = r.from && lower.inclusive && upper.inclusive && lower.parts == upper.parts &&
          lower.parts.size() == key.size();
  return r;
}

}  // namespace helios::exec
