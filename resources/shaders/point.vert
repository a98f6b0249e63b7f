#version 460
// Points of a coloured cloud, square on the screen.
layout(push_constant) uniform View {
    mat4 clipFromWorld;
    vec4 eye;        // w = size in pixels
    vec4 tint;
    ivec4 selection;
} view;
layout(location = 0) in vec3 position;
layout(location = 1) in vec4 color;
layout(location = 0) out vec3 outColor;

void main()
{
    gl_Position = view.clipFromWorld * vec4(position, 1.0);
    gl_PointSize = view.eye.w;
    outColor = color.rgb;
}
