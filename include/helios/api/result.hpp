// helios/api/result.hpp -- what a statement gives back: a command tag, and rows that are read while
// they are computed.
//
// Shape     result         rows as helios::row
//           result_of<T>   rows as T: a value, a tuple, a struct
//           Both are input ranges that are walked once, with a for loop, std::ranges or range-v3.
// Holds     the rows are those of the state at the statement's start, whatever is committed
//           meanwhile; several results of one session may be open
// Threads   as its session, which it keeps, with the database
// Errors    what execution raises appears while walking; 55000 used after it was moved from
#pragma once

#include <helios/api/row.hpp>
#include <helios/base/shared_box.hpp>
#include <helios/base/views.hpp>

#include <iterator>

namespace helios {

namespace detail {
struct result_state;
}  // namespace detail

template <class T>
class result_of;
template <class Row, class Scope, class Groups, class Needs>
class typed_query;

class result : public move_only_view {
 public:
  HELIOS_DECL explicit result(std::unique_ptr<detail::result_state> state) noexcept;
  HELIOS_DECL result(result&&) noexcept;
  HELIOS_DECL result& operator=(result&&) noexcept;
  HELIOS_DECL ~result();

  /// "SELECT", "INSERT 0 3", "CREATE TABLE".
  [[nodiscard]] HELIOS_DECL std::string const& tag() const;
  /// Inserted, updated or deleted.
  [[nodiscard]] HELIOS_DECL std::uint64_t rows_affected() const;
  /// Empty: the statement yields no rows.
  [[nodiscard]] HELIOS_DECL std::span<result_column const> columns() const;

  /// What was noticed on the way: "relation ... already exists, skipping".
  [[nodiscard]] HELIOS_DECL std::vector<notice> const& notices() const;

  class iterator;
  [[nodiscard]] HELIOS_DECL iterator begin();
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  /// The only row; nothing if there is none; P0003 if there are more.
  template <class T = row>
  [[nodiscard]] std::optional<T> one() &&;
  /// The only value of the only row; P0002 if there is none, P0003 if there are more.
  template <class T>
  [[nodiscard]] T value() &&;
  template <class T>
  [[nodiscard]] result_of<T> as() && {
    return result_of<T>(std::move(*this));
  }

 private:
  template <class T>
  friend class result_of;
  /// Goes to the next row; false: there is none.
  HELIOS_DECL bool advance();
  /// The same, and reads it.
  HELIOS_DECL bool advance_into(void* whole, std::span<detail::part_reader const> parts,
                                std::string_view wanted);
  [[nodiscard]] HELIOS_DECL row current() const;
  [[nodiscard]] HELIOS_DECL detail::result_state& state() const;
  [[noreturn]] HELIOS_DECL static void refuse_none();
  [[noreturn]] HELIOS_DECL static void refuse_more();

  std::unique_ptr<detail::result_state> state_;
};

/// Points at the current row of a result, which it moves on.
class result::iterator {
 public:
  using value_type = row;
  using reference = row const&;
  using pointer = row const*;
  using difference_type = std::ptrdiff_t;
  using iterator_category = std::input_iterator_tag;
  using iterator_concept = std::input_iterator_tag;

  iterator() = default;
  explicit iterator(detail::result_state& of) noexcept : of_(&of) {}

  [[nodiscard]] HELIOS_DECL row const& operator*() const noexcept;
  [[nodiscard]] row const* operator->() const noexcept { return &**this; }
  HELIOS_DECL iterator& operator++();
  void operator++(int) { ++*this; }
  [[nodiscard]] HELIOS_DECL bool at_end() const noexcept;
  friend bool operator==(iterator const& a, std::default_sentinel_t) noexcept { return a.at_end(); }

 private:
  detail::result_state* of_ = nullptr;
};

/// A result whose rows are read as T when they are reached.
template <class T>
class result_of : public move_only_view {
  struct reading {
    result from;
    std::optional<T> current{};
    bool begun = false, there = false;

    /// One copy of what reads a row, not one where rows begin and one where they go on.
    [[gnu::noinline]] void next() {
      begun = true;
      there = false;
      if constexpr (std::is_default_constructible_v<T>) {
        if (!current) current.emplace();
        there =
            from.advance_into(&*current, detail::readers_of(*current), detail::row_spelling<T>());
      } else if (from.advance()) {
        current.emplace(from.current().template as<T>());
        there = true;
      }
    }
  };

 public:
  explicit result_of(result from) : reading_(shared_box<reading>(std::move(from))) {}
  result_of(result_of&&) noexcept = default;
  result_of& operator=(result_of&&) noexcept = default;
  ~result_of() = default;

  [[nodiscard]] std::span<result_column const> columns() const { return state().from.columns(); }

  class iterator {
   public:
    using value_type = T;
    using reference = T const&;
    using pointer = T const*;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::input_iterator_tag;

    iterator() = default;
    explicit iterator(reading& of) noexcept : of_(&of) {}
    [[nodiscard]] T const& operator*() const noexcept { return *of_->current; }
    [[nodiscard]] T const* operator->() const noexcept { return &*of_->current; }
    iterator& operator++() {
      of_->next();
      return *this;
    }
    void operator++(int) { of_->next(); }
    friend bool operator==(iterator const& a, std::default_sentinel_t) noexcept {
      return !a.of_->there;
    }

   private:
    reading* of_ = nullptr;
  };
  [[nodiscard]] iterator begin() {
    if (!state().begun) state().next();
    return iterator(state());
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  template <class, class, class, class>
  friend class typed_query;

  [[nodiscard]] reading& state() const noexcept { return *static_cast<reading*>(reading_.get()); }
  std::shared_ptr<void> reading_;
};

template <class T>
std::optional<T> result::one() && {
  static_assert(!std::same_as<T, std::string_view> && !std::same_as<T, byte_view>,
                "the text would end with its result: read std::string, std::vector<std::byte>");
  if (!advance()) return std::nullopt;
  std::optional<T> found(current().template as<T>());
  if (advance()) refuse_more();
  return found;
}

template <class T>
T result::value() && {
  std::optional<T> found = std::move(*this).template one<T>();
  if (!found) refuse_none();
  return std::move(*found);
}

namespace detail {
template <class... Ts>
struct rows_as {
  using type = result_of<std::tuple<Ts...>>;
};
template <>
struct rows_as<> {
  using type = result;
};
template <>
struct rows_as<row> {
  using type = result;
};
template <class T>
struct rows_as<T> {
  using type = result_of<T>;
};
}  // namespace detail

/// The range of a query<Ts...>: rows, values, structs, or tuples of several types.
template <class... Ts>
using rows_of = typename detail::rows_as<Ts...>::type;

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/result.ipp>
#endif
