// helios/storage/impl/run_gather.hpp -- rows from several sources, gathered column by column.
//
// Shape     the rows are cut into stretches that are read alike: rows of one source's images,
//           neighbours in one run, erased ones; each column is one pass over the stretches
// Holds     (G1) what is gathered depends on the rows alone, not on where they came from
// Threads   one at a time
// Cost      1 to 3 ns per row and column
#pragma once

#include <helios/storage/run.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace helios::storage::detail {

inline void set_bit(std::byte* bitmap, std::size_t i) noexcept {
  bitmap[i / 8] |= static_cast<std::byte>(1U << (i % 8));
}
inline void clear_bit(std::byte* bitmap, std::size_t i) noexcept {
  bitmap[i / 8] &= static_cast<std::byte>(~(1U << (i % 8)));
}

/// memcpy that does not call: most values are short.
inline void copy_value(std::byte* to, std::byte const* from, std::size_t n) noexcept {
  if (n > 16) {
    std::memcpy(to, from, n);
  } else if (n >= 8) {  // two moves that may overlap
    auto const front = load<std::uint64_t>(from);
    store(to + n - 8, load<std::uint64_t>(from + n - 8));
    store(to, front);
  } else if (n >= 4) {
    auto const front = load<std::uint32_t>(from);
    store(to + n - 4, load<std::uint32_t>(from + n - 4));
    store(to, front);
  } else {
    for (std::size_t i = 0; i != n; ++i) to[i] = from[i];
  }
}

/// Where a column's cells are in the images of a shape.
struct image_column {
  std::uint32_t at = 0;
  std::uint32_t before = shape::npos;  // the end of the bytes column before it, if there is one
  std::uint32_t heap = 0;
  std::uint32_t null_at = 0;
  std::byte null_bit{};

  image_column() = default;
  image_column(shape const& s, std::uint32_t column) noexcept
      : at(s.offset(column)),
        heap(s.fixed_size()),
        null_at(column / 8),
        null_bit(static_cast<std::byte>(1U << (column % 8))) {
    std::uint32_t const previous = s.previous_bytes(column);
    if (previous != shape::npos) before = s.offset(previous);
  }
  [[nodiscard]] bool is_null(std::byte const* image) const noexcept {
    return (image[null_at] & null_bit) != std::byte{0};
  }
  /// The end of a bytes column's part, its mark included.
  [[nodiscard]] std::uint32_t end(std::byte const* image) const noexcept {
    return load<std::uint32_t>(image + at);
  }
  [[nodiscard]] std::uint32_t begin(std::byte const* image) const noexcept {
    return before == shape::npos ? 0 : load<std::uint32_t>(image + before) & ~out_of_line_bit;
  }
  [[nodiscard]] std::uint32_t size(std::byte const* image) const noexcept {
    return (end(image) & ~out_of_line_bit) - begin(image);
  }
};

/// Where one column's cells are in one source.
struct column_source {
  enum class form : std::uint8_t { constant, images, run };
  form is = form::constant;
  cell value;  // constant: of every row
  image_column image;
  run_view run;
  run_column column{};

  [[nodiscard]] std::uint32_t run_begin(std::uint32_t row) const noexcept {
    return row == 0 ? 0 : run.value_end(column, row - 1) & ~out_of_line_bit;
  }
};

/// Rows one behind the other that are gathered alike.
struct stretch {
  std::uint32_t begin;
  std::uint32_t count;
  std::uint32_t source;    // the number of sources: these rows are erased
  std::uint32_t position;  // run: of the first row, the others follow it
};

template <class View>
class row_gather {
 public:
  using pick = picked<View>;

  /// Requires that rows and sources outlive this.
  row_gather(shape const& form, std::span<pick const> rows, std::span<row_source const> sources)
      : form_(&form), rows_(rows), sources_(sources), now_(sources.size() + 1) {
    cut();
  }

  /// Turns to a column: what follows is about its cells.
  void turn_to(std::uint32_t column) {
    for (std::size_t s = 0; s != sources_.size(); ++s) {
      row_source const& from = sources_[s];
      column_source& to = now_[s];
      std::uint32_t const at = from.map[column];
      if (at == shape::npos) {
        to.is = column_source::form::constant;
        to.value = row_view(*form_, form_->absent_row()).at(column);
      } else if (from.images != nullptr) {
        to.is = column_source::form::images;
        to.image = image_column(*from.images, at);
      } else if (from.run) {
        to.is = column_source::form::run;
        to.run = from.run;
        to.column = from.run.column(at);
      }
    }
  }

  [[nodiscard]] bool any_null() const noexcept {
    return std::any_of(stretches_.begin(), stretches_.end(), [&](stretch const& s) {
      column_source const& from = now_[s.source];
      switch (from.is) {
        case column_source::form::constant: return from.value.null;
        case column_source::form::images: {
          std::byte nulls{};
          for (pick const& r : part(s)) nulls |= r.image[from.image.null_at];
          return (nulls & from.image.null_bit) != std::byte{0};
        }
        case column_source::form::run: {
          if (from.column.validity == 0) return false;
          bool null = false;
          for (std::uint32_t i = 0; !null && i != s.count; ++i)
            null = from.run.is_null(from.column, s.position + i);
          return null;
        }
      }
      HELIOS_UNREACHABLE();
    });
  }

  /// Bytes of the cells of a bytes column.
  [[nodiscard]] std::uint64_t heap_bytes() const noexcept {
    std::uint64_t n = 0;
    for (stretch const& s : stretches_) {
      column_source const& from = now_[s.source];
      switch (from.is) {
        case column_source::form::constant: n += s.count * from.value.data.size(); break;
        case column_source::form::images:
          for (pick const& r : part(s)) n += from.image.size(r.image);
          break;
        case column_source::form::run:
          n += from.run_begin(s.position + s.count) - from.run_begin(s.position);
          break;
      }
    }
    return n;
  }

  /// Adds the bytes of each row's cell of a bytes column to its cost.
  void add_sizes(std::span<std::uint32_t> costs) const noexcept {
    for (stretch const& s : stretches_) {
      column_source const& from = now_[s.source];
      std::uint32_t* const to = &costs[s.begin];
      switch (from.is) {
        case column_source::form::constant:
          for (std::uint32_t i = 0; i != s.count; ++i)
            to[i] += static_cast<std::uint32_t>(from.value.data.size());
          break;
        case column_source::form::images:
          for (std::uint32_t i = 0; i != s.count; ++i)
            to[i] += from.image.size(rows_[s.begin + i].image);
          break;
        case column_source::form::run:
          for (std::uint32_t i = 0; i != s.count; ++i)
            to[i] += from.run_begin(s.position + i + 1) - from.run_begin(s.position + i);
          break;
      }
    }
  }

  /// Clears the bits of NULLs. Requires a bitmap of set bits.
  void put_validity(std::byte* bitmap) const noexcept {
    for (stretch const& s : stretches_) {
      column_source const& from = now_[s.source];
      for (std::uint32_t i = 0; i != s.count; ++i) {
        if (is_null(from, s, i)) clear_bit(bitmap, s.begin + i);
      }
    }
  }

  /// Requires zeros at `values`: a NULL stays zero.
  void put_values(std::byte* values, std::size_t width) const noexcept {
    switch (width) {
      case 1: return put_fixed<1>(values);
      case 2: return put_fixed<2>(values);
      case 4: return put_fixed<4>(values);
      case 8: return put_fixed<8>(values);
      default: return put_fixed<16>(values);
    }
  }

  void put_bytes(std::byte* ends, std::byte* heap) const noexcept {
    std::uint32_t end = 0;
    for (stretch const& s : stretches_) {
      column_source const& from = now_[s.source];
      std::byte* const to = ends + 4 * std::size_t{s.begin};
      switch (from.is) {
        case column_source::form::constant:
          for (std::uint32_t i = 0; i != s.count; ++i) {
            copy_value(heap + end, from.value.data.data(), from.value.data.size());
            end += static_cast<std::uint32_t>(from.value.data.size());
            store(to + 4 * i, end | (from.value.out_of_line ? out_of_line_bit : 0));
          }
          break;
        case column_source::form::images:
          for (std::uint32_t i = 0; i != s.count; ++i) {
            std::byte const* const image = rows_[s.begin + i].image;
            std::uint32_t const word = from.image.end(image);
            std::uint32_t const begin = from.image.begin(image);
            std::uint32_t const n = (word & ~out_of_line_bit) - begin;
            copy_value(heap + end, image + from.image.heap + begin, n);
            end += n;
            store(to + 4 * i, end | (word & out_of_line_bit));
          }
          break;
        case column_source::form::run: {
          std::uint32_t const begin = from.run_begin(s.position);
          std::uint32_t const n = from.run_begin(s.position + s.count) - begin;
          copy_value(heap + end, from.run.block() + from.column.heap + begin, n);
          for (std::uint32_t i = 0; i != s.count; ++i) {
            std::uint32_t const word = from.run.value_end(from.column, s.position + i);
            store(to + 4 * i, ((word & ~out_of_line_bit) - begin + end) | (word & out_of_line_bit));
          }
          end += n;
          break;
        }
      }
    }
  }

 private:
  void cut() {
    auto const erased = static_cast<std::uint32_t>(sources_.size());
    for (std::uint32_t i = 0; i != rows_.size(); ++i) {
      pick const& r = rows_[i];
      std::uint32_t const source = r.erased ? erased : r.source;
      if (!stretches_.empty()) {
        stretch& last = stretches_.back();
        bool const follows = source == erased || sources_[source].images != nullptr ||
                             r.position == last.position + last.count;
        if (last.source == source && follows) {
          ++last.count;
          continue;
        }
      }
      stretches_.push_back({i, 1, source, r.position});
    }
  }

  [[nodiscard]] std::span<pick const> part(stretch const& s) const noexcept {
    return rows_.subspan(s.begin, s.count);
  }
  [[nodiscard]] bool is_null(column_source const& from, stretch const& s,
                             std::uint32_t i) const noexcept {
    switch (from.is) {
      case column_source::form::constant: return from.value.null;
      case column_source::form::images: return from.image.is_null(rows_[s.begin + i].image);
      case column_source::form::run: return from.run.is_null(from.column, s.position + i);
    }
    HELIOS_UNREACHABLE();
  }

  template <std::size_t Width>
  void put_fixed(std::byte* values) const noexcept {
    for (stretch const& s : stretches_) {
      column_source const& from = now_[s.source];
      std::byte* const to = values + Width * s.begin;
      switch (from.is) {
        case column_source::form::constant:
          if (from.value.null) break;
          for (std::uint32_t i = 0; i != s.count; ++i)
            std::memcpy(to + Width * i, from.value.data.data(), Width);
          break;
        case column_source::form::images:
          for (std::uint32_t i = 0; i != s.count; ++i) {
            std::byte const* const image = rows_[s.begin + i].image;
            if (!from.image.is_null(image))
              std::memcpy(to + Width * i, image + from.image.at, Width);
          }
          break;
        case column_source::form::run: {
          std::byte const* const first =
              from.run.block() + from.column.values + Width * std::size_t{s.position};
          if (s.count > 8) {
            std::memcpy(to, first, Width * std::size_t{s.count});
          } else {
            for (std::uint32_t i = 0; i != s.count; ++i)
              std::memcpy(to + Width * i, first + Width * i, Width);
          }
          break;
        }
      }
    }
  }

  shape const* form_;
  std::span<pick const> rows_;
  std::span<row_source const> sources_;
  std::vector<stretch> stretches_;
  std::vector<column_source> now_;  // by source; the last: of erased rows, NULL
};

}  // namespace helios::storage::detail
