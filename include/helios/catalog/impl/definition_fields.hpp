// helios/catalog/impl/definition_fields.hpp -- definitions to bytes and back, each described once:
// fields(archive, definition) names its members in order, for both directions.
//
// Shape     u8 format (1), then the members: numbers, enumerations and counts as varints (signed
//           ones zigzag), texts and lists by their size, optional ones behind a 0 or 1
#pragma once

#include <helios/catalog/object.hpp>
#include <helios/types/data_type.hpp>

#include <concepts>
#include <optional>
#include <type_traits>
#include <vector>

namespace helios::catalog::detail {

inline constexpr std::uint8_t definition_format = 1;

class definition_writer {
 public:
  explicit definition_writer(bytes& out) : out_(out) { out_.put(definition_format); }

  template <class... T>
  void operator()(T const&... members) {
    (one(members), ...);
  }

 private:
  template <class T>
  void one(T const& v) {
    if constexpr (std::is_enum_v<T>) {
      out_.put_varint(static_cast<std::uint64_t>(v));
    } else if constexpr (std::signed_integral<T>) {
      out_.put_varint(zigzag(v));
    } else if constexpr (std::unsigned_integral<T>) {
      out_.put_varint(v);
    } else {
      fields(*this, v, as_type<T>{});
    }
  }
  void one(std::string const& v) { out_.put_sized(as_bytes(v)); }
  /// Of an enumeration, its id instead of the precision, which is this process's. Of an array, what
  /// its elements are, and then as one of them.
  void one(types::data_type const& v) {
    (*this)(v.id);
    if (v.id == types::type_id::array) (*this)(v.element);
    (*this)(v.scale);
    if (innermost(v) == types::type_id::enumeration) return one(types::definition_of(v).identity);
    one(v.precision);
  }
  template <class T>
  void one(std::optional<T> const& v) {
    out_.put(static_cast<std::uint8_t>(v.has_value()));
    if (v) one(*v);
  }
  template <class T>
  void one(std::vector<T> const& v) {
    out_.put_varint(v.size());
    for (T const& each : v) one(each);
  }

  byte_writer out_;
};

class definition_reader {
 public:
  explicit definition_reader(byte_view in) : in_(in) {
    if (in_.get<std::uint8_t>() != definition_format)
      throw error(errc::data_corrupted, "a definition in the catalog has an unknown format")
          .hint("A newer version of helios may have written the file.");
  }

  template <class... T>
  void operator()(T&... members) {
    (one(members), ...);
  }
  void finish() const {
    if (!in_.done()) throw error(errc::data_corrupted, "a definition in the catalog is too long");
  }

 private:
  template <class T>
  void one(T& v) {
    if constexpr (std::is_enum_v<T>) {
      v = static_cast<T>(narrow<std::underlying_type_t<T>>(in_.get_varint()));
      if constexpr (requires { is_enumerator(v); }) {
        if (!is_enumerator(v)) damaged();
      }
    } else if constexpr (std::signed_integral<T>) {
      std::int64_t const n = unzigzag(in_.get_varint());
      v = static_cast<T>(n);
      if (v != n) damaged();
    } else if constexpr (std::unsigned_integral<T>) {
      v = narrow<T>(in_.get_varint());
    } else {
      fields(*this, v, as_type<T>{});
    }
  }
  void one(std::string& v) { v = as_text(in_.get_sized()); }
  void one(types::data_type& v) {
    (*this)(v.id);
    if (v.id == types::type_id::array) (*this)(v.element);
    (*this)(v.scale);
    if (innermost(v) == types::type_id::enumeration) {
      // Name and labels are in a row of their own: catalog_reader knows them.
      types::enumeration e;
      one(e.identity);
      v.precision = types::number_of(std::move(e));
    } else {
      one(v.precision);
    }
    if (v.id == types::type_id::unknown || !types::is_made(v)) damaged();
  }
  template <class T>
  void one(std::optional<T>& v) {
    v.reset();
    if (in_.get<std::uint8_t>() != 0) one(v.emplace());
  }
  template <class T>
  void one(std::vector<T>& v) {
    std::uint64_t const n = in_.get_varint();
    if (n > in_.left()) damaged();
    v.resize(static_cast<std::size_t>(n));
    for (T& each : v) one(each);
  }

  [[noreturn]] static void damaged() {
    throw error(errc::data_corrupted, "a definition in the catalog is damaged");
  }
  template <class T>
  static T narrow(std::uint64_t n) {
    auto const v = static_cast<T>(n);
    if (static_cast<std::uint64_t>(v) != n) damaged();
    return v;
  }

  byte_reader in_;
};

template <class T>
[[nodiscard]] bytes encode_definition(T const& definition) {
  bytes out;
  definition_writer w(out);
  w(definition);
  return out;
}

template <class T>
[[nodiscard]] T decode_definition(object_row const& row, object_kind kind) {
  if (row.kind != kind)
    throw error(errc::data_corrupted, "the catalog has an object of another kind");
  T definition;
  definition_reader r(row.definition);
  r(definition);
  r.finish();
  return definition;
}

}  // namespace helios::catalog::detail
