#version 460
// Brings the points that points.comp found into the picture, with their depth. A point of size s covers the cells from the
// one it is stored in to s - 1 further right and down, as the fixed-function path rasterises it.
layout(constant_id = 0) const bool kPlain = false; // the scene's objects are coloured: points belong to none

layout(push_constant) uniform View {
    layout(offset = 96) ivec4 target; // width, height in cells, size of a point in cells, pixels a cell
} view;
layout(std430, set = 0, binding = 2) readonly buffer Pixels { uvec2 pixels[]; }; // x colour, y depth bits
layout(location = 0) out vec4 outColor;

void main()
{
    ivec2 here = ivec2(gl_FragCoord.xy) / view.target.w, first = max(here - view.target.z + 1, ivec2(0));
    uvec2 best = uvec2(0u);
    for (int y = first.y; y <= here.y; ++y)
        for (int x = first.x; x <= here.x; ++x) {
            uvec2 pixel = pixels[y * view.target.x + x];
            if (pixel.y > best.y || (pixel.y == best.y && pixel.x > best.x))
                best = pixel;
        }
    if (best.y == 0u)
        discard;
    gl_FragDepth = uintBitsToFloat(best.y);
    outColor = kPlain ? vec4(vec3(0.45), 1.0) : vec4(unpackUnorm4x8(best.x).rgb, 1.0);
}
