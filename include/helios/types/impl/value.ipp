// helios/types/impl/value.ipp -- keeping, comparing and hashing values.
#pragma once

#include <helios/base/checksum.hpp>
#include <helios/types/float_order.hpp>
#include <helios/types/jsonb.hpp>
#include <helios/types/text.hpp>
#include <helios/types/value.hpp>

namespace helios::types {

value::value(type_id type, void const* data, std::size_t size) {
  held_.type = type;
  if (size <= inline_capacity) {
    if (size != 0) std::memcpy(held_.bytes, data, size);
    held_.extra = static_cast<std::uint8_t>(size);
    return;
  }
  auto* const heap = new std::byte[size];
  std::memcpy(heap, data, size);
  store(held_.bytes, heap);
  store(held_.bytes + 8, static_cast<std::uint64_t>(size));
  held_.extra = heap_mark;
}

value value::array(array_view a) {
  data_type const type = array_of(a.element());
  bytes whole(sizeof type + a.image().size());
  std::memcpy(whole.data(), &type, sizeof type);
  if (!a.image().empty())
    std::memcpy(whole.data() + sizeof type, a.image().data(), a.image().size());
  return {type_id::array, whole.data(), whole.size()};
}

void value::copy_heap() {
  byte_view const source = content();
  held_.extra = null_mark;  // should the allocation fail, there is nothing to release
  auto* const heap = new std::byte[source.size()];
  std::memcpy(heap, source.data(), source.size());
  store(held_.bytes, heap);
  held_.extra = heap_mark;
}

bool value::same_as(value const& other) const noexcept {
  if (is_null() || other.is_null()) return is_null() && other.is_null();
  if (!comparable(type(), other.type())) return false;
  if (type() == type_id::enumeration && !same_enumeration(whole_type(), other.whole_type()))
    return false;
  if (type() == type_id::array && !same_array(whole_type(), other.whole_type())) return false;
  return compare(*this, other) == 0;
}

std::weak_ordering compare(value const& a, value const& b) noexcept {
  HELIOS_EXPECTS(!a.is_null() && !b.is_null() && comparable(a.type(), b.type()));
  switch (a.type()) {
    case type_id::boolean: return a.as<bool>() <=> b.as<bool>();
    case type_id::int2: return a.as<std::int16_t>() <=> b.as<std::int16_t>();
    case type_id::int4: return a.as<std::int32_t>() <=> b.as<std::int32_t>();
    case type_id::int8: return a.as<std::int64_t>() <=> b.as<std::int64_t>();
    case type_id::float4: return compare_floats(a.as<float>(), b.as<float>());
    case type_id::float8: return compare_floats(a.as<double>(), b.as<double>());
    case type_id::numeric: return a.as_decimal() <=> b.as_decimal();
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar: return a.as_string() <=> b.as_string();
    case type_id::bpchar: return without_padding(a.as_string()) <=> without_padding(b.as_string());
    case type_id::bytea: return helios::compare(a.as_bytea(), b.as_bytea()) <=> 0;
    case type_id::date: return a.as<date>() <=> b.as<date>();
    case type_id::time: return a.as<time_of_day>() <=> b.as<time_of_day>();
    case type_id::timestamp: return a.as<timestamp>() <=> b.as<timestamp>();
    case type_id::timestamptz: return a.as<timestamp_tz>() <=> b.as<timestamp_tz>();
    case type_id::interval: return a.as<interval>() <=> b.as<interval>();
    case type_id::uuid: return a.as<uuid>() <=> b.as<uuid>();
    case type_id::enumeration: return a.as<enumerator>() <=> b.as<enumerator>();
    case type_id::json: return a.as_string() <=> b.as_string();
    case type_id::jsonb: return jsonb_view{a.as_string()} <=> jsonb_view{b.as_string()};
    case type_id::array: return a.as_array() <=> b.as_array();
    case type_id::vector: return a.as_vector() <=> b.as_vector();
  }
  HELIOS_UNREACHABLE();
}

namespace detail {
template <class T>
std::uint64_t hash_bytes_of(T const& v) noexcept {
  return checksum(byte_view(reinterpret_cast<std::byte const*>(&v), sizeof v));
}
inline std::uint64_t hash_decimal(decimal d) noexcept {
  decimal const t = trim_scale(d);
  return hash_bytes_of(t.mantissa()) + static_cast<std::uint64_t>(t.scale()) * 0x9e3779b97f4a7c15U;
}
/// Equal for -0 and 0, so not of the bytes.
inline std::uint64_t hash_numbers(vector_view v) noexcept {
  std::uint64_t h = v.size();
  for (std::size_t i = 0; i != v.size(); ++i)
    h = (h ^ to_ordered(v[i])) * 0x9e3779b97f4a7c15U + (h >> 29);
  return hash_bytes_of(h);
}
}  // namespace detail

std::uint64_t hash(value const& v) noexcept {
  using namespace detail;
  if (v.is_null()) return 0x6e756c6cU;  // any fixed number does
  switch (v.type()) {
    case type_id::boolean: return hash_bytes_of(v.as<bool>());
    case type_id::int2: return hash_bytes_of(v.as<std::int16_t>());
    case type_id::int4: return hash_bytes_of(v.as<std::int32_t>());
    case type_id::int8: return hash_bytes_of(v.as<std::int64_t>());
    case type_id::float4: return hash_bytes_of(canonical(v.as<float>()));
    case type_id::float8: return hash_bytes_of(canonical(v.as<double>()));
    case type_id::numeric: return hash_decimal(v.as_decimal());
    case type_id::unknown:
    case type_id::text:
    case type_id::varchar: return checksum(as_bytes(v.as_string()));
    case type_id::bpchar: return checksum(as_bytes(without_padding(v.as_string())));
    case type_id::bytea: return checksum(v.as_bytea());
    case type_id::date: return hash_bytes_of(v.as<date>().count);
    case type_id::time: return hash_bytes_of(v.as<time_of_day>().count);
    case type_id::timestamp: return hash_bytes_of(v.as<timestamp>().count);
    case type_id::timestamptz: return hash_bytes_of(v.as<timestamp_tz>().count);
    case type_id::interval: return hash_bytes_of(v.as<interval>().span());
    case type_id::uuid: return hash_bytes_of(v.as<uuid>().bytes);
    case type_id::enumeration: return hash_bytes_of(v.as<enumerator>().number);
    case type_id::json: return checksum(as_bytes(v.as_string()));
    case type_id::jsonb: return hash(jsonb_view{v.as_string()});
    case type_id::array: return checksum(v.as_array().key());
    case type_id::vector: return hash_numbers(v.as_vector());
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types
