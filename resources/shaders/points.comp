#version 460
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#extension GL_EXT_shader_atomic_int64 : require
// Points of a coloured cloud, one cell (a pixel, or a square of them) each: the nearest wins through a 64-bit maximum of (depth bits, colour). Depth is
// reversed, so greater is nearer, and the bits of positive floats are in the order of the floats. Larger points come from
// compose.frag, which looks at the neighbours.
layout(local_size_x = 128) in;

layout(push_constant) uniform View {
    mat4 clipFromWorld;
    vec4 target;  // width, height in cells; z = shift of the cell that a point is stored in, (1 - size) / 2; w = cells a row
    uvec4 runs;   // x = index of the first run
} view;
layout(std430, set = 0, binding = 0) readonly buffer Points { uvec4 points[]; }; // xyz position, w colour
layout(std430, set = 0, binding = 1) readonly buffer Runs { uvec2 runs[]; };     // first point, count
layout(std430, set = 0, binding = 2) buffer Pixels { uint64_t pixels[]; };

void main()
{
    uvec2 run = runs[view.runs.x + gl_WorkGroupID.x];
    vec2 half_ = 0.5 * view.target.xy;
    for (uint i = gl_LocalInvocationID.x; i < run.y; i += gl_WorkGroupSize.x) {
        uvec4 p = points[run.x + i];
        vec4 clip = view.clipFromWorld * vec4(uintBitsToFloat(p.xyz), 1.0);
        vec2 at = floor(clip.xy / clip.w * half_ + half_ + view.target.z);
        float depth = clip.z / clip.w;
        bool inside = clip.w > 0.0 && depth > 0.0 && depth <= 1.0 && all(greaterThanEqual(at, vec2(0.0))) && all(lessThan(at, view.target.xy));
        if (inside) {
            uint index = uint(at.y) * uint(view.target.w) + uint(at.x);
            uint64_t value = uint64_t(floatBitsToUint(depth)) << 32 | uint64_t(p.w);
            if (pixels[index] < value)
                atomicMax(pixels[index], value);
        }
    }
}
