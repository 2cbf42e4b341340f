// helios/catalog/row_sink.hpp -- C++ values put straight into the columns of a table, without the
// detour over SQL values.
//
// Shape     add(values...): a value per target column. True: the row was taken. False: it is for
//           somebody who casts values and says what is wrong with them, and left no trace.
//           Taken are  bool                 into boolean
//                      integers             into smallint, integer, bigint that can hold them
//                      float, double        into real, double precision
//                      text                 into text and varchar without a limit
//                      std::optional of these, nullptr, std::nullopt
// Threads   one
// Errors    22021 text that is not UTF-8; those of end_row()
// Cost      see row_loader.hpp
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/types/data_type.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace helios::catalog {

namespace detail {
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
}  // namespace detail

class row_sink {
 public:
  row_sink(row_sink const&) = delete;
  row_sink& operator=(row_sink const&) = delete;
  virtual ~row_sink() = default;

  template <class... As>
  [[nodiscard]] bool add(As const&... values) {
    if (!plain_ || sizeof...(As) != targets_.size()) return false;
    begin_row();
    std::size_t i = 0;
    return (put(targets_[i++], values) && ...) && end_row();
  }

 protected:
  struct target {
    std::size_t cell;   // of the row, unless it is the key
    std::byte* values;  // of fixed width, one behind the other
    types::type_id type;
    bool constrained;
    bool not_null;
    bool is_key;
  };

  row_sink() = default;
  void begin_row() {
    if (std::exchange(open_, true)) drop_row();
  }
  void row_ended(std::size_t rows) noexcept {
    open_ = false;
    position_ = rows;
  }
  virtual void drop_row() noexcept = 0;
  virtual void put_text(std::size_t cell, std::string_view text) = 0;
  virtual void put_null(std::size_t cell) = 0;
  /// False: not with this key.
  [[nodiscard]] virtual bool end_row() = 0;

  std::vector<target> targets_;
  std::int64_t key_ = 0;  // of the row at hand
  bool plain_ = true;     // columns that are not among the targets are NULL

 private:
  template <class T>
  [[nodiscard]] bool put(target const& to, T const& v) {
    using types::type_id;
    if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>) {
      if (to.not_null || to.is_key) return false;
      put_null(to.cell);
      return true;
    } else if constexpr (detail::is_optional<T>) {
      return v ? put(to, *v) : put(to, nullptr);
    } else if constexpr (std::same_as<T, bool>) {
      return to.type == type_id::boolean && put_fixed(to, v);
    } else if constexpr (std::integral<T>) {
      switch (to.type) {
        case type_id::int2: return put_integer<std::int16_t>(to, v);
        case type_id::int4: return put_integer<std::int32_t>(to, v);
        case type_id::int8: return put_integer<std::int64_t>(to, v);
        default: return false;
      }
    } else if constexpr (std::same_as<T, double>) {
      return to.type == type_id::float8 && put_fixed(to, v);
    } else if constexpr (std::same_as<T, float>) {
      return to.type == type_id::float4 && put_fixed(to, v);
    } else if constexpr (std::convertible_to<T const&, std::string_view>) {
      bool const fits =
          (to.type == type_id::text || to.type == type_id::varchar) && !to.constrained;
      if (fits) put_text(to.cell, v);
      return fits;
    } else {
      return false;
    }
  }
  template <class T>
  [[nodiscard]] bool put_fixed(target const& to, T v) noexcept {
    store(to.values + sizeof(T) * position_, v);
    return true;
  }
  template <class Stored, class T>
  [[nodiscard]] bool put_integer(target const& to, T v) noexcept {
    auto const number = static_cast<std::int64_t>(v);
    bool const fits = (std::signed_integral<T> || number >= 0) &&
                      number >= std::numeric_limits<Stored>::min() &&
                      number <= std::numeric_limits<Stored>::max();
    if (!fits) return false;
    if (!to.is_key) return put_fixed(to, static_cast<Stored>(number));
    key_ = number;
    return true;
  }

  std::size_t position_ = 0;  // of the row at hand
  bool open_ = false;         // a row was begun
};

}  // namespace helios::catalog
