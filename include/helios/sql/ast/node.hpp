// helios/sql/ast/node.hpp -- what every syntax tree is made of: references, lists, names, places.
//
// Shape     nodes lie in an arena, are trivially destructible, and never change after parse()
//           returns them
// Holds     (N1) trees are compared by what they say: `position` is equal to any other, references
//                and lists compare what they lead to. So == is the law parse(print(tree)) == tree
// Threads   a finished tree may be read by any number of threads
#pragma once

#include <helios/base/arena.hpp>

#include <cstdint>
#include <string_view>

namespace helios::sql::ast {

/// Where a node stands in the text, as a byte offset; character_position() makes it a position for
/// an error.
struct position {
  std::uint32_t offset = 0;
  friend constexpr bool operator==(position, position) noexcept { return true; }
};

/// An identifier after folding and unquoting. Empty: none was written.
struct name {
  std::string_view text;
  [[nodiscard]] constexpr bool empty() const noexcept { return text.empty(); }
  friend constexpr bool operator==(name, name) noexcept = default;
  friend constexpr bool operator==(name a, std::string_view b) noexcept { return a.text == b; }
};

/// A node somewhere in the arena, or nothing.
template <class T>
class ref {
 public:
  constexpr ref() = default;
  constexpr ref(T* node) noexcept : node_(node) {}
  template <class U>
    requires std::is_convertible_v<U*, T*>
  constexpr ref(ref<U> other) noexcept : node_(other.unlocked()) {}

  [[nodiscard]] constexpr explicit operator bool() const noexcept { return node_ != nullptr; }
  [[nodiscard]] constexpr T const& operator*() const noexcept { return *node_; }
  [[nodiscard]] constexpr T const* operator->() const noexcept { return node_; }
  [[nodiscard]] constexpr T const* get() const noexcept { return node_; }
  /// For the parser, while the tree grows.
  [[nodiscard]] constexpr T* unlocked() const noexcept { return node_; }

  friend bool operator==(ref a, ref b) {
    if (!a || !b) return !a && !b;
    if constexpr (requires { same(*a, *b); })
      return same(*a, *b);
    else
      return *a == *b;
  }

 private:
  T* node_ = nullptr;
};

/// Values side by side in the arena.
template <class T>
class list {
 public:
  using value_type = T;

  [[nodiscard]] constexpr T const* begin() const noexcept { return data_; }
  [[nodiscard]] constexpr T const* end() const noexcept { return data_ + size_; }
  [[nodiscard]] constexpr std::uint32_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] constexpr T const& operator[](std::size_t i) const noexcept { return data_[i]; }
  [[nodiscard]] constexpr T const& front() const noexcept { return data_[0]; }
  [[nodiscard]] constexpr T const& back() const noexcept { return data_[size_ - 1]; }

  /// For the parser. Room is for powers of two, so the size alone tells when it is full.
  void append(arena& memory, T const& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if ((size_ & (size_ - 1)) == 0) {
      std::size_t const more = (size_ == 0 ? 1 : size_) * sizeof(T);
      if (size_ == 0 || !memory.extend(data_ + size_, more)) {
        auto* const wider = static_cast<T*>(memory.allocate(size_ * sizeof(T) + more, alignof(T)));
        if (size_ != 0) std::memcpy(static_cast<void*>(wider), data_, size_ * sizeof(T));
        data_ = wider;
      }
    }
    ::new (static_cast<void*>(data_ + size_)) T(value);
    ++size_;
  }

  friend bool operator==(list a, list b) {
    if (a.size_ != b.size_) return false;
    for (std::uint32_t i = 0; i != a.size_; ++i)
      if (!(a[i] == b[i])) return false;
    return true;
  }

 private:
  T* data_ = nullptr;
  std::uint32_t size_ = 0;
};

/// a, b.a or c.b.a: an object, its schema, its branch. With two parts a schema of that name wins
/// over a branch.
struct qualified_name {
  list<name> parts;
  position at;
  [[nodiscard]] name object() const noexcept { return parts.empty() ? name{} : parts.back(); }
  friend bool operator==(qualified_name const&, qualified_name const&) = default;
};

struct expression;
struct query;
struct statement;
struct from_item;

/// Equality of a whole tree, whatever its kinds.
[[nodiscard]] HELIOS_DECL bool same(expression const& a, expression const& b);
[[nodiscard]] HELIOS_DECL bool same(statement const& a, statement const& b);
[[nodiscard]] HELIOS_DECL bool same(from_item const& a, from_item const& b);

/// A type as it was written; PostgreSQL's synonyms are resolved: `int` is int4, `char` is
/// bpchar(1).
struct data_type {
  enum : std::uint8_t { year = 1, month = 2, day = 4, hour = 8, minute = 16, second = 32 };
  qualified_name name;
  list<ref<expression>> modifiers;  // numeric(10, 2), vector(3)
  list<std::int64_t> array_bounds;  // int[3][]: 3, -1
  bool set_of = false;
  std::uint8_t interval_fields = 0;  // interval hour to second
  friend bool operator==(data_type const&, data_type const&) = default;
};

/// fillfactor = 70, auto_refresh, toast.autovacuum_enabled = false
struct option {
  list<name> key;
  ref<expression> value;
  position at;
  friend bool operator==(option const&, option const&) = default;
};

}  // namespace helios::sql::ast
